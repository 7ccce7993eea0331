//! What Lanes keeps for one Lua state. The registry owns it; linda proxies share it, because finalizers run in no
//! particular order when a state closes.

use crate::boundary::{Kind, Quiet, Raising, State};
use crate::deep;
use crate::dialect::Dialect;
use crate::ffi::{self, keys};
use crate::lane::Lane;
use crate::live::{Live, kind};
use crate::universe::Universe;
use crate::value::names::Names;
use ::linda::Waiter;
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// One state's data. Used by the thread that runs the state, and by its creator before it starts.
pub struct Env {
    /// What all states of one host share.
    pub universe: Arc<Universe>,
    /// The lane whose state this is; none for the host's main state.
    pub lane: Option<Arc<Lane>>,
    /// Where this state's thread waits.
    pub waiter: Arc<Waiter>,
    /// What this state holds of large strings.
    #[cfg(feature = "lua55")]
    pub external: Arc<crate::value::Account>,
    names: Names,
    _live: Live<{ kind::STATE }>,
}

/// The registry's userdata. The mark tells it from any other userdata: the debug library can put one in its place.
#[repr(C)]
struct Owner {
    mark: *const c_void,
    env: Option<Arc<Env>>,
}

fn owner<'a>(s: State<'a>, i: c_int) -> Option<&'a mut Owner> {
    if s.kind(i) != Kind::Userdata || s.raw_len(i) != size_of::<Owner>() {
        return None;
    }
    let at = s.userdata(i).cast::<Owner>();
    // SAFETY: a userdata of this size has a readable first word; with our mark there it is one of ours, since the mark
    // is the address of a static of this library that no Lua code can write into a userdata.
    unsafe { ((*at).mark == keys::ENV.as_ptr().cast_const()).then(|| &mut *at) }
}

impl Env {
    /// The data of a state that is being set up.
    pub fn new(universe: Arc<Universe>, lane: Option<Arc<Lane>>) -> Arc<Env> {
        let waiter = lane.as_ref().map_or_else(Waiter::new, |lane| lane.waiter.clone());
        Arc::new(Env {
            universe,
            lane,
            waiter,
            #[cfg(feature = "lua55")]
            external: Arc::default(),
            names: Names::default(),
            _live: Live::default(),
        })
    }

    /// To be called before anything that has to do with lanes: in a process that came to be by a fork, there is only the
    /// thread that runs this state.
    pub fn notice_fork(&self) {
        self.universe.notice_fork(self.lane.as_ref());
    }

    /// The lookup names of this state.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// What messages call this state: `main`, or the lane by its name or, in 3.x, by its address.
    pub fn title(&self) -> Box<str> {
        let by_address = self.universe.dialect() == Dialect::V3;
        self.lane.as_ref().and_then(|lane| lane.title(by_address)).unwrap_or_else(|| "main".into())
    }

    /// Whether this is a host's main state that closes.
    pub fn is_closing(&self) -> bool {
        self.lane.is_none() && self.universe.lanes.is_ending()
    }

    /// The data of a state, if Lanes was set up in it.
    pub fn of(s: State<'_>) -> Option<Arc<Env>> {
        s.registry(&keys::ENV);
        let env = owner(s, -1).and_then(|owner| owner.env.clone());
        s.pop(1);
        env
    }

    /// Gives the state its data, the tables that go with it, and the trampoline.
    pub fn attach(q: Quiet<'_>, env: &Arc<Env>) -> Result<(), crate::boundary::Fault> {
        crate::boundary::prepare(q)?;
        q.protected(0, 0, &mut Some(env.clone()), set_up)
    }
}

fn set_up(r: Raising<'_>, env: &mut Option<Arc<Env>>) -> c_int {
    crate::lindas::set_up(r);
    crate::capi::publish(r);
    deep::watch(r);
    // A lane's state is a new one.
    if env.as_ref().is_some_and(|env| env.lane.is_none()) {
        deep::adopt(r);
    }
    let at = r.new_userdata(size_of::<Owner>()).cast::<Owner>();
    // SAFETY: Lua gives a block of this size, aligned for any type of ours. It is empty until it can be finalized.
    unsafe { at.write(Owner { mark: keys::ENV.as_ptr(), env: None }) };
    r.create_table(0, 1);
    r.push_c_function(release);
    r.set_field(-2, "__gc");
    r.set_metatable(-2);
    r.registry_set(&keys::ENV);
    // SAFETY: the registry keeps the block; nothing raises any more.
    unsafe { (*at).env = env.take() };
    0
}

unsafe extern "C-unwind" fn release(l: *mut ffi::lua_State) -> c_int {
    // SAFETY: Lua calls a C function with a live state; nothing here raises. A second call finds the block empty. What
    // is dropped never calls Lua.
    let q = unsafe { Quiet::new(l) };
    if let Some(owner) = owner(*q, 1) {
        drop(owner.env.take());
    }
    0
}
