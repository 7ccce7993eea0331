//! Lanes: an OS thread that owns a Lua state, and the handle through which its creator sees it.
//!
//! * [`allocator`], `arena`: where the memory of new states comes from;
//! * [`options`]: what `lanes.gen` accepts; [`libraries`]: which libraries there are;
//! * [`launch`]: from a generator call to a running thread; [`setup`]: preparing the new state;
//! * [`body`]: what the thread does; [`stack`]: stack tables; [`functions`]: the globals that lanes have;
//! * [`handle`], [`join`], [`cancel`]: what the creator can do; [`dialect3`], [`dialect4`]: how it asks for that and what
//!   the answers look like; [`yielding`]: lanes that run as coroutines;
//! * [`pool`]: OS threads, reused; [`set`]: the live lanes of a universe, and its shutdown.
//!
//! Where a lane is in its life, whose turn it is, and who sees its end is in the crate `linda` ([`Life`]), where it is
//! model-checked.

pub mod allocator;
mod arena;
mod body;
mod cancel;
#[cfg(not(feature = "luajit"))]
mod coroutines;
mod dialect3;
mod dialect4;
mod functions;
mod handle;
mod join;
mod launch;
pub mod libraries;
pub mod options;
mod pool;
mod report;
mod set;
mod setup;
#[cfg(unix)]
mod signal;
mod stack;
mod yielding;

pub use body::is_cancel;
pub use cancel::interrupt_next;
#[cfg(not(feature = "luajit"))]
pub(crate) use coroutines::{c_resume, c_wrap};
pub use functions::functions;
pub use handle::push as push_handle;
pub use launch::{lane_new, lane_start};
pub use pool::{forget_threads, spoil};
pub use set::{LaneSet, close as close_lanes, end as end_lanes, threads, threads4};

use crate::ffi::lua_State;
use crate::live::{Live, kind};
use crate::universe::{OnLaneError, Universe};
use crate::value::Packet;
use ::linda::{Life, Request, Status, Waiter};
use parking_lot::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, OnceLock, Weak};

/// What is kept of the stack when an error ends a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Trace {
    /// Nothing: `join` gives the error alone, and finalizers get it alone.
    Minimal,
    /// A table of strings.
    #[default]
    Basic,
    /// A table of tables.
    Extended,
}

impl Trace {
    /// The level of this name.
    pub fn from_name(name: &[u8]) -> Option<Trace> {
        match name {
            b"minimal" => Some(Trace::Minimal),
            b"basic" => Some(Trace::Basic),
            b"extended" => Some(Trace::Extended),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Trace::Minimal => "minimal",
            Trace::Basic => "basic",
            Trace::Extended => "extended",
        }
    }
}

/// The priority that a lane asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Priority {
    /// On our own scale, -3 to 3.
    Mapped(i32),
    /// On the system's scale.
    Native(i32),
}

/// What a lane is from the start.
#[derive(Default)]
pub struct Spec {
    /// It runs as a coroutine.
    pub coroutine: bool,
    /// What is kept of the stack when an error ends it.
    pub trace: Trace,
    /// Its name.
    pub name: Option<Box<str>>,
}

/// What a lane left behind.
pub enum Ending {
    /// Its results.
    Returned(Packet),
    /// The error value and the stack table.
    Failed(Packet),
    /// It was cancelled.
    Cancelled,
    /// Its results (or its error value) cannot cross: the error for whoever asks.
    Uncopyable(String),
}

/// The state's address, guarded by the lock that closing takes.
struct StateAddress {
    /// The state, or the coroutine of it, that runs now.
    state: *mut lua_State,
    /// The hook that was asked for last.
    hook: Option<cancel::Hook>,
    /// The thread that runs it, once one does.
    #[cfg(unix)]
    thread: Option<libc::pthread_t>,
}

// SAFETY: the address is used by other threads only under the lock, only to set a debug hook, and it is taken away
// under the lock before the state closes. The thread is one's name for signals, whatever type a system gives it.
unsafe impl Send for StateAddress {}

/// A lane, shared by its thread, its handle and its universe.
pub struct Lane {
    /// Where its thread waits, and its cancel request.
    pub waiter: Arc<Waiter>,
    /// Where it is, whose turn it is, and how it ended: once that is there to be read, its state is closed.
    pub life: Life<Ending, Packet>,
    /// What is kept of the stack when an error ends it.
    pub trace: Trace,
    /// A hook-mode request was made. Set by any thread.
    hooked: AtomicBool,
    /// How often a hook has raised since the last request for one. The canceller's and the lane's thread.
    fired: AtomicU8,
    /// Its finalizers run: a hook is for the body, unless the lane is to die. Written by the lane's thread.
    finalizing: AtomicBool,
    /// The name for debuggers. Any thread.
    name: Mutex<Option<Box<str>>>,
    /// What becomes of an error that nobody reads. Set before the lane starts.
    on_error: OnceLock<OnLaneError>,
    /// It stands for the universe's timer thread, which this stops.
    timer: OnceLock<Weak<Universe>>,
    /// The text of the error, for whoever reports it.
    failure: Mutex<Option<String>>,
    /// The close lock: the state while it may be hooked.
    state: Mutex<StateAddress>,
    /// The coroutine in which the hook has raised last. Written by the lane's thread, forgotten with a new request.
    #[cfg(feature = "luajit")]
    stopped: std::sync::atomic::AtomicPtr<lua_State>,
    /// The hook that the lane's thread is to set on itself.
    #[cfg(unix)]
    wanted: signal::Wanted,
    _live: Live<{ kind::LANE }>,
}

impl Lane {
    fn new(spec: Spec) -> Arc<Lane> {
        Arc::new(Lane {
            trace: spec.trace,
            life: Life::new(spec.coroutine),
            waiter: Waiter::new(),
            hooked: AtomicBool::new(false),
            fired: AtomicU8::new(0),
            finalizing: AtomicBool::new(false),
            name: Mutex::new(spec.name),
            on_error: OnceLock::new(),
            timer: OnceLock::new(),
            failure: Mutex::new(None),
            state: Mutex::new(StateAddress {
                state: std::ptr::null_mut(),
                hook: None,
                #[cfg(unix)]
                thread: None,
            }),
            #[cfg(feature = "luajit")]
            stopped: std::sync::atomic::AtomicPtr::default(),
            #[cfg(unix)]
            wanted: signal::Wanted::default(),
            _live: Live::default(),
        })
    }

    /// The calling thread runs the state from here on, and it may be hooked. A hook that was asked for before comes into
    /// force now.
    fn enter(&self, l: *mut lua_State) {
        let mut address = self.state.lock();
        address.state = l;
        #[cfg(unix)]
        {
            address.thread = Some(signal::enter(l, &raw const self.wanted));
        }
        cancel::apply_hook(self, &address);
    }

    /// Another coroutine of the lane runs from here on. A hook that is still wanted goes along.
    #[cfg(not(feature = "luajit"))]
    fn switch(&self, l: *mut lua_State) {
        let mut address = self.state.lock();
        if !address.state.is_null() {
            address.state = l;
            #[cfg(unix)]
            signal::switch(l);
            if self.life.is_killed() || self.is_hooked() {
                cancel::keep_hook(&address);
            }
        }
    }

    /// The state is not hooked any more from here on.
    fn leave(&self) {
        self.state.lock().state = std::ptr::null_mut();
        #[cfg(unix)]
        signal::leave();
    }

    /// The lane is another process's, and dead in this one: its thread will never run here.
    pub fn lose(&self) {
        self.state.lock().state = std::ptr::null_mut();
        self.life.kill();
        self.life.end(Status::Cancelled, Ending::Cancelled);
    }

    /// The status as scripts see it.
    pub fn status_name(&self) -> &'static str {
        match self.life.status() {
            Status::Pending => "pending",
            Status::Running if self.waiter.is_waiting() || self.timer.get().is_some() => "waiting",
            Status::Running => "running",
            Status::Suspended => "suspended",
            Status::Resuming => "resuming",
            Status::Closing => "closing",
            Status::Done => "done",
            Status::Error => "error",
            Status::Cancelled => "cancelled",
            Status::Killed => "killed",
        }
    }

    /// Whether a hook-mode cancel is pending for the body.
    pub fn is_hooked(&self) -> bool {
        self.hooked.load(Ordering::Acquire)
            && self.cancel_requested()
            && !self.finalizing.load(Ordering::Acquire)
    }

    /// Whether a hook-mode cancel was asked for at any time and is still pending.
    fn was_hooked(&self) -> bool {
        self.hooked.load(Ordering::Acquire) && self.cancel_requested()
    }

    /// The body is over: hooks leave alone what still runs.
    pub fn body_is_over(&self) {
        self.finalizing.store(true, Ordering::Release);
    }

    /// Whether a soft or hard request is pending.
    pub fn cancel_requested(&self) -> bool {
        self.waiter.request() != Request::None
    }

    /// The debug name, or `<unnamed>`.
    pub fn name(&self) -> Box<str> {
        self.name.lock().clone().unwrap_or_else(|| "<unnamed>".into())
    }

    /// What messages call it: its name, or else its address if that is wanted.
    pub fn title(&self, by_address: bool) -> Option<Box<str>> {
        let name = self.name.lock().clone();
        name.or_else(|| by_address.then(|| format!("Lane #{:p}", std::ptr::from_ref(self)).into()))
    }

    /// The lane that stands for the timers of a universe.
    pub fn timer(universe: &Arc<Universe>) -> Arc<Lane> {
        let lane = Lane::new(Spec { name: Some("LanesTimer".into()), ..Spec::default() });
        let _ = lane.timer.set(Arc::downgrade(universe));
        lane.life.run();
        lane
    }

    /// Stops the timers, if it stands for them.
    fn stop_timers(&self) {
        let Some(universe) = self.timer.get() else { return };
        if let Some(universe) = universe.upgrade() {
            universe.timers.cancel();
        }
        self.life.end(Status::Cancelled, Ending::Cancelled);
    }
}
