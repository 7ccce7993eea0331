//! The body of a coroutine lane: it runs in a coroutine of the lane's state and stands still at each yield until the
//! handle's side gives it its turn back (`Life::suspend`).
//!
//! What a yield hands over stays on the main stack meanwhile: it is what the lane leaves behind if it is ended there.

use super::body::{Ran, error_at, fault_text, is_cancel};
use super::{Lane, cancel, stack};
use crate::boundary::Quiet;
use crate::env::Env;
use crate::ffi::{self, keys, lua_State};
use crate::value::{Purpose, encode_values, push_values};
use ::linda::{Next, Request};
use std::ffi::c_int;
use std::sync::Arc;

/// Runs the function under its arguments, which is all that is on the stack. Its results or its error value take their
/// place. (Not inlined: other lanes' threads shall not have room for it on their stacks.)
#[inline(never)]
pub fn run(q: Quiet<'_>, lane: &Lane, env: &Env, arguments: c_int) -> Ran {
    let ends_at_yield = ffi::YIELD_ENDS_C && q.is_c_function(-arguments - 1);
    let Some(co) = start(q, arguments) else {
        q.insert(1);
        q.set_top(1);
        return error_at(q, 1);
    };
    runs(lane, co);
    let ran = converse(q, lane, env, co, arguments, ends_at_yield);
    runs(lane, q.as_ptr());
    ran
}

/// Hooks reach what runs now. (On LuaJIT they belong to the whole state.)
#[allow(unused_variables, reason = "see above")]
fn runs(lane: &Lane, l: *mut lua_State) {
    #[cfg(not(feature = "luajit"))]
    lane.switch(l);
}

/// Moves the body and its arguments to a new coroutine. None: out of memory, with the error value on the stack.
fn start(q: Quiet<'_>, arguments: c_int) -> Option<*mut lua_State> {
    let mut co = std::ptr::null_mut();
    q.protected(0, 0, &mut co, |r, co| {
        // SAFETY: inside a protected call. The registry keeps the coroutine for as long as the state lives.
        *co = unsafe { ffi::lua_newthread(r.as_ptr()) };
        r.registry_set(&keys::COROUTINE);
        0
    })
    .ok()?;
    if !move_values(q.as_ptr(), co, arguments + 1) {
        let _ = q.push_text(b"too many arguments");
        return None;
    }
    Some(co)
}

/// Moves the top `n` values. False if there is no room for them.
fn move_values(from: *mut lua_State, to: *mut lua_State, n: c_int) -> bool {
    // SAFETY: two stacks of one live state that this thread runs; the target has room.
    unsafe {
        let fits = ffi::lua_checkstack(to, n.saturating_add(20)) != 0;
        if fits {
            ffi::lua_xmove(from, to, n);
        }
        fits
    }
}

/// Lets the coroutine run, yield, and run again, to its end; `once`: it ends with what its first yield returns.
fn converse(q: Quiet<'_>, lane: &Lane, env: &Env, co: *mut lua_State, arguments: c_int, once: bool) -> Ran {
    let mut count = arguments;
    loop {
        let mut results = 0;
        // SAFETY: the coroutine stands at its start or at a yield, with that many values on top.
        let status = unsafe { ffi::resume(co, q.as_ptr(), count, &mut results) };
        if status > ffi::LUA_YIELD {
            return failed(q, lane, co, status);
        }
        if !move_values(co, q.as_ptr(), results) {
            let _ = q.push_text(b"too many results");
            return Ran::Failed { has_stack: false };
        }
        if status == ffi::LUA_OK {
            return Ran::Returned;
        }
        match stand(q, lane, env) {
            Some(next) => {
                count = next;
                q.set_top(count);
                if once {
                    return Ran::Returned;
                }
                move_values(q.as_ptr(), co, count);
                interrupt_if_cancelled(lane, co);
            }
            None => {
                // What closes the coroutine's variables may take long, and shows as running.
                lane.life.run();
                return end(q, co);
            }
        }
    }
}

/// Stands at a yield with what was yielded on the stack. Gives the number of values that take its place and go to the
/// coroutine; none: the lane is to end here.
fn stand(q: Quiet<'_>, lane: &Lane, env: &Env) -> Option<c_int> {
    let yielded = q.top();
    let values = encode_values(q, env, 1, yielded, 1, Purpose::Lane).map_err(|fault| fault_text(q, fault));
    q.set_top(yielded);
    let values = Arc::new(values);
    loop {
        let count = match lane.life.suspend(&values) {
            Next::End => return None,
            Next::Wake => 0,
            Next::Resume(packet) => match push_values(q, env, &packet, "") {
                Ok(n) => n,
                Err(_) => {
                    // The resumer is told, and the lane stands where it stood.
                    q.set_top(yielded);
                    continue;
                }
            },
        };
        lane.life.taken();
        lane.life.run();
        for _ in 0..yielded {
            q.remove(1);
        }
        return Some(count);
    }
}

/// A hard request raises in the code behind the yield, like in any other operation that waits.
fn interrupt_if_cancelled(lane: &Lane, co: *mut lua_State) {
    if matches!(lane.waiter.request(), Request::Hard | Request::Kill) {
        // SAFETY: the coroutine stands still, and this is its thread.
        unsafe { cancel::interrupt_next(co) };
    }
}

/// The coroutine has failed: describes its stack while that is there, closes what it left open, fetches the error value.
fn failed(q: Quiet<'_>, lane: &Lane, co: *mut lua_State, status: c_int) -> Ran {
    q.set_top(0);
    lane.body_is_over();
    let mut has_stack = false;
    if status != ffi::LUA_ERRMEM {
        // SAFETY: the failed coroutine's stack, with the error value on top.
        let cancelled = is_cancel(unsafe { Quiet::new(co) }, -1);
        has_stack = !cancelled
            && q.protected(0, 0, &mut { co }, |r, co| {
                stack::keep_stack_of(r, *co);
                0
            })
            .is_ok();
        q.set_top(0);
    }
    // SAFETY: the coroutine has failed. The error value, or that of whatever it closes, stays on top.
    unsafe { ffi::close_thread(co, q.as_ptr()) };
    fetch_error(q, co, has_stack)
}

/// The lane is ended at a yield: what is open is closed, and what it has yielded remains.
fn end(q: Quiet<'_>, co: *mut lua_State) -> Ran {
    // SAFETY: the coroutine stands at a yield.
    if unsafe { ffi::close_thread(co, q.as_ptr()) } == ffi::LUA_OK {
        return Ran::Returned;
    }
    q.set_top(0);
    fetch_error(q, co, false)
}

fn fetch_error(q: Quiet<'_>, co: *mut lua_State, has_stack: bool) -> Ran {
    // There is room: the stack was emptied.
    move_values(co, q.as_ptr(), 1);
    if is_cancel(q, -1) { Ran::Cancelled } else { Ran::Failed { has_stack } }
}
