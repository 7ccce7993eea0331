//! What all lanes of one host state share: settings, live lanes, timers, the order of shutdown.

use crate::dialect::Dialect;
use crate::fork;
use crate::lane::allocator::{Allocator, Guarded};
use crate::lane::{self, Lane, LaneSet};
use crate::lindas::{LindaList, SharedLinda};
use crate::live::{self, Live, kind};
use crate::timers::TimerService;
use crate::value::Packet;
use parking_lot::ReentrantMutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// What becomes of the error of a lane that nobody reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnLaneError {
    /// One report on stderr.
    Stderr,
    /// Nothing.
    Ignore,
    /// A Lua function of the main state is called with the name, the error and the stack (kept in that state's
    /// registry); while no such state can be called, the report goes to stderr.
    Call,
}

/// `on_state_create`: what runs in each new state.
#[derive(Clone)]
pub enum OnStateCreate {
    /// Nothing.
    None,
    /// A C function without upvalues.
    Native(mlua_sys::lua_CFunction),
    /// A Lua function, encoded when Lanes was configured.
    Lua(Arc<Packet>),
}

/// `convert_fallback`: what becomes of a value without a metatable when it is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fallback {
    /// It is sent as it is.
    None,
    /// It becomes nil.
    Null,
    /// It becomes its address.
    Decay,
}

/// The options of `lanes.configure`, fixed for the life of the universe.
#[allow(dead_code, reason = "some are for transfers and lindas of 4.x alone")]
pub struct Settings {
    /// Whose conventions hold.
    pub dialect: Dialect,
    /// Longer messages; accepted, messages always name the path.
    pub verbose_errors: bool,
    /// Unknown full userdata cross as light userdata.
    pub demote_full_userdata: bool,
    /// `lanes.threads` works.
    pub track_lanes: bool,
    /// `lanes.timer` works.
    pub with_timers: bool,
    /// How long closing waits for lanes.
    pub shutdown_timeout: Duration,
    /// Runs in each new state.
    pub on_state_create: OnStateCreate,
    /// Where the memory of new states comes from.
    pub allocator: Allocator,
    /// What becomes of errors nobody reads.
    pub on_lane_error: OnLaneError,
    /// What becomes of values without a metatable.
    pub convert_fallback: Fallback,
    /// How often one value may be converted.
    pub convert_max_attempts: u32,
    /// Functions travel without their debug information, where this Lua can dump them so.
    pub strip_functions: bool,
    /// How often waits on lindas that say nothing else look at their lane's request, in seconds; none: never.
    pub linda_wake_period: Option<f64>,
    /// The highest group of a linda. With any, the group has to be said.
    pub nb_user_keepers: u32,
}

/// Everything that descends from one host state.
pub struct Universe {
    settings: Settings,
    /// The next metatable's identity. Any thread.
    pub next_metatable: AtomicU64,
    /// All lanes that are alive or tracked.
    pub lanes: LaneSet,
    /// The one native timer thread of the universe, started on first use.
    pub timers: TimerService,
    /// The linda that `lanes.core.timer_gateway` names. Nothing goes through it.
    pub gateway: Arc<SharedLinda>,
    /// All lindas made in it, to empty them at its end.
    pub lindas: LindaList,
    /// Held while a state runs the original `require`.
    pub require_lock: ReentrantMutex<()>,
    /// The main state's allocator behind a lock, if the settings ask for it and it is not Lua's own.
    pub guarded: OnceLock<Arc<Guarded>>,
    /// The fork that the universe was made or settled after.
    forks: AtomicUsize,
    /// Set by `close`.
    closed: AtomicBool,
    _live: Live<{ kind::UNIVERSE }>,
}

impl Universe {
    /// A universe with these settings and no lanes.
    pub fn new(settings: Settings) -> Arc<Universe> {
        live::opened();
        crate::platform::pin_library();
        fork::watch();
        Arc::new(Universe {
            settings,
            next_metatable: AtomicU64::new(1),
            lanes: LaneSet::default(),
            timers: TimerService::default(),
            gateway: Arc::new(SharedLinda::new(b"lanes-timer")),
            lindas: LindaList::default(),
            require_lock: ReentrantMutex::new(()),
            guarded: OnceLock::new(),
            forks: AtomicUsize::new(fork::count()),
            closed: AtomicBool::new(false),
            _live: Live::default(),
        })
    }

    /// To be called before anything that has to do with lanes: in a process that came to be by a fork since the last call,
    /// there is none but `mine`, which runs on this thread.
    #[inline]
    pub fn notice_fork(&self, mine: Option<&Arc<Lane>>) {
        let forks = fork::count();
        if self.forks.load(Ordering::Relaxed) != forks {
            self.forks.store(forks, Ordering::Relaxed);
            fork::settle(self, mine);
        }
    }

    /// Has the lanes end, as its dialect does that, while everything works still. Tells whether all did.
    pub fn end_lanes(&self) -> bool {
        lane::end_lanes(&self.lanes, self.settings.dialect, self.settings.shutdown_timeout)
    }

    /// Closes the universe once its lanes have ended, or have had their time to: no new lanes; those that were started
    /// meanwhile are cancelled and waited for; what is left is told to die and abandoned; the timers stop. True if all
    /// lanes have ended.
    pub fn close(&self, all_ended: bool) -> bool {
        let timeout = if all_ended { self.settings.shutdown_timeout } else { Duration::ZERO };
        let abandoned = lane::close_lanes(&self.lanes, timeout);
        live::abandoned(abandoned);
        self.timers.stop();
        self.note_closed();
        abandoned == 0
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    fn note_closed(&self) {
        if !self.closed.swap(true, Ordering::SeqCst) {
            live::closed();
        }
    }

    /// Whose conventions hold in all states of the universe.
    pub fn dialect(&self) -> Dialect {
        self.settings.dialect
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Drop for Universe {
    /// The last state is gone, so nobody can reach the lindas any more, except lindas each other: a linda that was sent
    /// into itself, or a ring of them, would keep itself and all its contents for ever.
    fn drop(&mut self) {
        self.lindas.empty_all();
        crate::value::give_back_all();
        self.note_closed();
    }
}
