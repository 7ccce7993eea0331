//! Cancelling a lane: requests, debug hooks, and the order to die.

use super::handle::Handle;
use super::{Lane, StateAddress};
use crate::boundary::{Done, Outcome, Quiet};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi;
use crate::lindas::CANCEL_ERROR;
use ::linda::{Deadline, Request};
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
            b"line" => LINE,
            b"count" => COUNT,
            b"all" => ALL_EVENTS,
            _ => return None,
        };
        Some(Hook { mask, count })
    }
}

/// The mask of all hook events.
pub const ALL_EVENTS: c_int = 15;

/// What a cancel call asks for.
pub struct Order {
    /// How strong the request is.
    pub request: Request,
    /// A wait, or a yield, is interrupted.
    pub wake: bool,
    /// Running code is interrupted.
    pub hook: Option<Hook>,
    /// How long to wait for the end.
    pub timeout: Deadline,
    /// If it does not end, it is told to die, and is waited for so many seconds more.
    pub kill_after: Option<f64>,
}

/// Carries an order out and tells how the lane stands: `true, status`, or `false, "timeout"`.
pub fn answer(q: Quiet<'_>, handle: &Handle, order: &Order) -> Outcome {
    let lane = &handle.lane;
    let is_over = || lane.life.is_over();
    if !is_over() {
        carry_out(handle, order);
    }
    q.push_bool(is_over());
    q.push_text(if is_over() { lane.status_name() } else { "timeout" }.as_bytes())?;
    Ok(Done(2))
}

fn carry_out(handle: &Handle, order: &Order) {
    let lane = &handle.lane;
    // Without time to end by itself, a lane that is to die is told so at once: whether it shows as killed must not depend
    // on how soon its thread runs.
    if order.kill_after.is_none() || order.timeout != Deadline::Now {
        request(lane, order.request, order.wake, order.hook);
    }
    lane.stop_timers();
    // A lane that stands at a yield does not end by itself.
    lane.life.ended().wait_or_pause(order.timeout, &handle.env.waiter);
    if let Some(seconds) = order.kill_after
        && !lane.life.ended().is_done()
    {
        kill(lane);
        lane.life.ended().wait(Deadline::after_secs(seconds), &handle.env.waiter);
    }
}

/// Makes a request, with what it wakes and interrupts.
pub fn request(lane: &Lane, request: Request, wake: bool, hook: Option<Hook>) {
    // The request first: a hook that fires without one takes itself off.
    lane.waiter.cancel(request, wake);
    if let Some(hook) = hook {
        set_hook(lane, hook);
    }
    if wake {
        lane.life.wake();
    }
}

/// Tells a lane to die: every blocking call and every hook raises again and again, and it is shown as killed.
pub fn kill(lane: &Arc<Lane>) {
    lane.life.kill();
    request(lane, Request::Kill, true, Some(Hook { mask: 1 | 8, count: 100 }));
}

/// Has the lane's running code interrupted, by the lane's own thread if that can be (`signal.rs` says why).
pub fn set_hook(lane: &Lane, hook: Hook) {
    lane.hooked.store(true, Ordering::Release);
    #[cfg(feature = "luajit")]
    lane.stopped.store(std::ptr::null_mut(), Ordering::Release);
    lane.fired.store(0, Ordering::Release);
    let mut address = lane.state.lock();
    address.hook = Some(hook);
    if !address.state.is_null() {
        apply_hook(lane, &address);
    }
}

/// Sets the hook that was asked for last on what runs now. The caller holds the close lock, and something runs.
#[allow(unused_variables, reason = "the lane matters on Unix only")]
pub fn apply_hook(lane: &Lane, address: &StateAddress) {
    let Some(hook) = address.hook else { return };
    #[cfg(unix)]
    let sent = address.thread.is_some_and(|thread| super::signal::send(thread, &lane.wanted, hook));
    #[cfg(not(unix))]
    let sent = false;
    // On LuaJIT no other thread may set it.
    if !sent && !ffi::IS_JIT {
        set_hook_here(address);
    }
}

/// Sets the hook that was asked for last on what runs now. The caller holds the close lock, and is the lane's own thread,
/// or has no better way.
fn set_hook_here(address: &StateAddress) {
    let Some(hook) = address.hook else { return };
    // SAFETY: the state is live as long as its address is there and the lock is held.
    unsafe { begin(address.state, hook) };
}

/// Sets the hook. Line events begin one instruction later: 5.2 and 5.3 compare the line with that of the instruction before,
/// which they keep up to date only while a line hook is set, and on the return from a call. Set anywhere else, while a call
/// is returning above all, the hook finds the instruction of another function there, or none, and what they look up with it
/// lies anywhere in memory.
///
/// # Safety
/// The state is live. It may run: `lua_sethook` is the one call that Lua allows then, on the thread that runs it.
pub unsafe fn begin(l: *mut ffi::lua_State, hook: Hook) {
    // SAFETY: as the caller says.
    unsafe {
        if hook.mask & LINE == 0 {
            ffi::lua_sethook(l, Some(interrupt), hook.mask, hook.count);
        } else {
            ffi::lua_sethook(l, Some(begin_lines), COUNT, 1);
        }
    }
}

/// Has the next instruction be interrupted.
///
/// # Safety
/// As for [`begin`].
pub unsafe fn interrupt_next(l: *mut ffi::lua_State) {
    // SAFETY: as the caller says.
    unsafe { begin(l, Hook { mask: COUNT, count: 1 }) };
}

/// The hook that sets the one that was asked for: within a Lua function, so that Lua notes which instruction is there.
unsafe extern "C-unwind" fn begin_lines(l: *mut ffi::lua_State, _ar: *mut ffi::lua_Debug) {
    // SAFETY: Lua calls a hook with the running coroutine's state. Nothing raises.
    unsafe {
        let env = Env::of(*Quiet::new(l));
        let lane = env.as_ref().and_then(|env| env.lane.as_deref());
        match lane.and_then(|lane| lane.state.lock().hook) {
            Some(hook) => ffi::lua_sethook(l, Some(interrupt), hook.mask, hook.count),
            None => ffi::lua_sethook(l, None, 0, 0),
        };
    }
}

/// The same for a coroutine that goes on, unless its hook is there already: to set it again would start the count anew,
/// and coroutines that switch often would never come to its end.
#[cfg(not(feature = "luajit"))]
pub fn keep_hook(address: &StateAddress) {
    let Some(hook) = address.hook else { return };
    // SAFETY: as above; the calling thread runs this state.
    let there = unsafe {
        ffi::lua_gethook(address.state).is_some_and(|set| set as usize == interrupt as *const () as usize)
            && ffi::lua_gethookmask(address.state) == hook.mask
            && ffi::lua_gethookcount(address.state) == hook.count
    };
    if !there {
        set_hook_here(address);
    }
}

/// How many instructions after it was interrupted a lane of 4.x that still runs is interrupted again.
const GRACE: c_int = 100_000;
/// The masks of line and of count events.
const LINE: c_int = 4;
const COUNT: c_int = 8;

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
    /// Raise, and be called again after so many instructions.
    Repeat { after: c_int },
}

/// The debug hook: raises `cancel_error` if a request is pending. In 3.x it fires once in every coroutine that runs,
/// unless the lane is to die. In 4.x a lane that goes on all the same is interrupted again after a while, and then at
/// each instruction, so that no protected call in a loop keeps it running.
pub unsafe extern "C-unwind" fn interrupt(l: *mut ffi::lua_State, _ar: *mut ffi::lua_Debug) {
    // SAFETY: Lua calls a hook with the running coroutine's state. The env is dropped before anything is raised.
    unsafe {
        let env = Env::of(*Quiet::new(l));
        let verdict = env.as_ref().map_or(Verdict::Leave, |env| judge(env, l));
        drop(env);
        match verdict {
            Verdict::Leave | Verdict::Raise { stay: false } => {
                ffi::lua_sethook(l, None, 0, 0);
            }
            Verdict::Repeat { after } => {
                ffi::lua_sethook(l, Some(interrupt), COUNT, after);
            }
            _ => {}
        }
        if matches!(verdict, Verdict::Raise { .. } | Verdict::Repeat { .. }) {
            ffi::lua_pushlightuserdata(l, CANCEL_ERROR as *mut std::ffi::c_void);
            ffi::lua_error(l);
        }
    }
}

/// What is to become of the code that runs in coroutine `l` of the lane.
#[allow(unused_variables, reason = "only LuaJIT has one hook for all coroutines")]
fn judge(env: &Env, l: *mut ffi::lua_State) -> Verdict {
    let Some(lane) = env.lane.as_deref() else { return Verdict::Leave };
    match lane.waiter.request() {
        Request::Kill => Verdict::Raise { stay: true },
        Request::None => Verdict::Leave,
        _ if lane.finalizing.load(Ordering::Acquire) => Verdict::Leave,
        _ if env.universe.dialect() == Dialect::V4 => {
            let again = lane.fired.swap(1, Ordering::AcqRel) != 0;
            Verdict::Repeat { after: if again { 1 } else { GRACE } }
        }
        #[cfg(not(feature = "luajit"))]
        _ => Verdict::Raise { stay: false },
        // One hook serves all coroutines: it stays until the outermost one has been stopped, and leaves alone the one
        // that it has stopped last, so that this can clean up. (Elsewhere each has a hook of its own: `coroutines.rs`.)
        #[cfg(feature = "luajit")]
        _ if lane.stopped.load(Ordering::Acquire) == l => Verdict::Wait,
        #[cfg(feature = "luajit")]
        _ => {
            lane.stopped.store(l, Ordering::Release);
            // The resumer is stopped at its first instruction: a longer count might end in this coroutine every time.
            if ffi::is_main_thread(l) { Verdict::Raise { stay: false } } else { Verdict::Repeat { after: 1 } }
        }
    }
}
