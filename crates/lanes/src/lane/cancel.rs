//! Cancelling a lane: requests, debug hooks, and the order to die.

use super::{Lane, StateAddress};
use crate::env::Env;
use crate::ffi;
use crate::lindas::CANCEL_ERROR;
use ::linda::Request;
use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A debug hook: when it is called.
#[derive(Clone, Copy)]
pub struct Hook {
    /// The event mask of `lua_sethook`.
    pub mask: c_int,
    /// The number of instructions between count events.
    pub count: c_int,
}

impl Hook {
    /// The hook that a mode of `h:cancel` names.
    pub fn from_mode(mode: &[u8], count: c_int) -> Option<Hook> {
        let mask = match mode {
            b"call" => 1,
            b"ret" => 2,
            b"line" => 4,
            b"count" => 8,
            _ => return None,
        };
        Some(Hook { mask, count })
    }
}

/// Tells a lane to die: every blocking call and every hook raises again and again, and it is shown as killed.
pub fn kill(lane: &Arc<Lane>) {
    lane.killed.store(true, Ordering::Release);
    lane.waiter.cancel(Request::Kill, true);
    set_hook(lane, Hook { mask: 1 | 8, count: 100 });
}

/// Has the lane's running code interrupted: directly, or on LuaJIT by the lane's own thread (`signal.rs` says why).
pub fn set_hook(lane: &Lane, hook: Hook) {
    lane.hooked.store(true, Ordering::Release);
    #[cfg(feature = "luajit")]
    lane.stopped.store(std::ptr::null_mut(), Ordering::Release);
    let mut address = lane.state.lock();
    address.hook = Some(hook);
    if !address.state.is_null() {
        apply_hook(lane, &address);
    }
}

/// Sets the hook that was asked for last on what runs now. The caller holds the close lock, and something runs.
#[allow(unused_variables, reason = "the lane matters on LuaJIT only")]
pub fn apply_hook(lane: &Lane, address: &StateAddress) {
    let Some(hook) = address.hook else { return };
    #[cfg(all(feature = "luajit", unix))]
    super::signal::send(address.thread, &lane.wanted, hook);
    #[cfg(not(feature = "luajit"))]
    // SAFETY: the state is live as long as its address is there and the lock is held; `lua_sethook` is the one call
    // that Lua allows while the state runs.
    unsafe {
        ffi::lua_sethook(address.state, Some(interrupt), hook.mask, hook.count);
    }
}

/// The same for a coroutine that goes on, unless its hook is there already: to set it again would start the count anew,
/// and coroutines that switch often would never come to its end.
#[cfg(not(feature = "luajit"))]
pub fn keep_hook(lane: &Lane, address: &StateAddress) {
    let Some(hook) = address.hook else { return };
    // SAFETY: as above; the calling thread runs this state.
    let there = unsafe {
        ffi::lua_gethook(address.state).is_some_and(|set| set as usize == interrupt as *const () as usize)
            && ffi::lua_gethookmask(address.state) == hook.mask
            && ffi::lua_gethookcount(address.state) == hook.count
    };
    if !there {
        apply_hook(lane, address);
    }
}

/// What the debug hook does when it is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nothing was asked for, or it is over: the hook takes itself off.
    Leave,
    /// The code that runs was stopped once already and cleans up; its resumer is next.
    #[cfg(feature = "luajit")]
    Wait,
    /// Raise; stay for the next time or not.
    Raise { stay: bool },
}

/// The debug hook: raises `cancel_error` if a request is pending. It fires once in every coroutine that runs, unless the
/// lane is to die.
pub unsafe extern "C-unwind" fn interrupt(l: *mut ffi::lua_State, _ar: *mut ffi::lua_Debug) {
    // SAFETY: Lua calls a hook with the running coroutine's state. The env is dropped before anything is raised.
    unsafe {
        let env = Env::of(*crate::boundary::Quiet::new(l));
        let verdict =
            env.as_ref().and_then(|env| env.lane.as_deref()).map_or(Verdict::Leave, |lane| judge(lane, l));
        drop(env);
        if matches!(verdict, Verdict::Leave | Verdict::Raise { stay: false }) {
            ffi::lua_sethook(l, None, 0, 0);
        }
        if matches!(verdict, Verdict::Raise { .. }) {
            ffi::lua_pushlightuserdata(l, CANCEL_ERROR as *mut std::ffi::c_void);
            ffi::lua_error(l);
        }
    }
}

/// What is to become of the code that runs in coroutine `l` of the lane.
#[allow(unused_variables, reason = "only LuaJIT has one hook for all coroutines")]
fn judge(lane: &Lane, l: *mut ffi::lua_State) -> Verdict {
    match lane.waiter.request() {
        Request::Kill => Verdict::Raise { stay: true },
        Request::None => Verdict::Leave,
        _ if lane.finalizing.load(Ordering::Acquire) => Verdict::Leave,
        #[cfg(not(feature = "luajit"))]
        _ => Verdict::Raise { stay: false },
        // One hook serves all coroutines: it stays until the outermost one has been stopped, and leaves alone the one
        // that it has stopped last, so that this can clean up. (Elsewhere each has a hook of its own: `coroutines.rs`.)
        #[cfg(feature = "luajit")]
        _ if lane.stopped.load(Ordering::Acquire) == l => Verdict::Wait,
        #[cfg(feature = "luajit")]
        _ => {
            lane.stopped.store(l, Ordering::Release);
            Verdict::Raise { stay: !ffi::is_main_thread(l) }
        }
    }
}
