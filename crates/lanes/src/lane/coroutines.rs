//! `coroutine.resume` and `coroutine.wrap` as lanes have them: the library's own, which also say which coroutine runs, so
//! that a hook-mode cancel reaches code in coroutines. (On LuaJIT hooks belong to the whole state: it needs none of this.)

use super::Lane;
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::entry;
use crate::env::Env;
use crate::ffi::{self, lua_State};
use std::ffi::c_int;
use std::sync::Arc;

entry!(c_resume = resume);
entry!(c_wrap = wrap);
entry!(c_wrapped = wrapped);

/// Puts them in the place of the library's, if that is open.
pub fn replace(r: Raising<'_>) {
    let top = r.top();
    r.push_globals();
    if r.get_field(-1, "coroutine") == Kind::Table {
        for (name, function) in [("resume", c_resume as ffi::lua_CFunction), ("wrap", c_wrap)] {
            r.push_c_function(function);
            r.set_field(-2, name);
        }
    }
    r.set_top(top);
}

/// How a resumed coroutine came back. Its values have been moved to the resumer's stack.
enum Back {
    /// It yielded or returned that many values.
    Values(c_int),
    /// It failed; the error value is on top. Whether the coroutine itself is at fault, and dead.
    Failed { dead: bool },
}

/// The coroutine runs as long as this exists.
struct Switch<'l> {
    lane: Option<&'l Arc<Lane>>,
    back: *mut lua_State,
}

impl<'l> Switch<'l> {
    fn new(env: &'l Env, from: *mut lua_State, to: *mut lua_State) -> Switch<'l> {
        let lane = env.lane.as_ref();
        if let Some(lane) = lane {
            lane.switch(to);
        }
        Switch { lane, back: from }
    }
}

impl Drop for Switch<'_> {
    fn drop(&mut self) {
        if let Some(lane) = self.lane {
            lane.switch(self.back);
        }
    }
}

/// `coroutine.resume(co, ..)`
fn resume(q: Quiet<'_>) -> Outcome {
    if q.kind(1) != Kind::Thread {
        return Err(q.type_fault(1, "coroutine"));
    }
    // SAFETY: it is a thread, kept alive by its place on our stack.
    let co = unsafe { ffi::lua_tothread(q.as_ptr(), 1) };
    match run(q, co, q.top() - 1)? {
        Back::Values(n) => {
            q.push_bool(true);
            q.insert(-n - 1);
            Ok(Done(n + 1))
        }
        Back::Failed { .. } => {
            q.push_bool(false);
            q.insert(-2);
            Ok(Done(2))
        }
    }
}

/// `coroutine.wrap(f)`
fn wrap(q: Quiet<'_>) -> Outcome {
    if ffi::YIELD_ENDS_C && (q.is_c_function(1) || q.kind(1) != Kind::Function) {
        return Err(Fault::Arg(1, "Lua function expected".to_owned()));
    }
    q.check_kind(1, Kind::Function)?;
    q.push_value(1);
    q.protected(1, 1, &mut (), |r, ()| {
        // SAFETY: inside a protected call; the function is moved to the new thread, which becomes the upvalue.
        unsafe {
            let co = ffi::lua_newthread(r.as_ptr());
            r.push_value(1);
            ffi::lua_xmove(r.as_ptr(), co, 1);
            ffi::lua_pushcclosure(r.as_ptr(), c_wrapped, 1);
        }
        1
    })?;
    Ok(Done(1))
}

/// What `wrap` returns.
fn wrapped(q: Quiet<'_>) -> Outcome {
    // SAFETY: the upvalue is the thread that `wrap` put there, unless the debug library replaced it.
    let co = unsafe { ffi::lua_tothread(q.as_ptr(), ffi::upvalue(1)) };
    if co.is_null() {
        return Err(Fault::Error("cannot resume: not a coroutine".to_owned()));
    }
    match run(q, co, q.top())? {
        Back::Values(n) => Ok(Done(n)),
        Back::Failed { dead } => {
            let out_of_memory = dead && close(q, co) == ffi::LUA_ERRMEM;
            // As the library of each version has it: 5.1 and 5.2 take numbers for strings.
            let text = match q.kind(-1) {
                Kind::String => !(ffi::HAS_CLOSE && out_of_memory),
                Kind::Number => cfg!(any(feature = "lua51", feature = "lua52")),
                _ => false,
            };
            Err(if text { Fault::OnStackWhere } else { Fault::OnStack })
        }
    }
}

/// Closes what a coroutine that has failed left open, and gives how that ended. The error value of it all takes the place
/// of the one on top.
fn close(q: Quiet<'_>, co: *mut lua_State) -> c_int {
    // SAFETY: the coroutine has failed. If it closes with an error, its value is on top there, and ours makes room for it.
    unsafe {
        let status = ffi::close_thread(co, q.as_ptr());
        if ffi::HAS_CLOSE && status > ffi::LUA_YIELD {
            q.pop(1);
            ffi::lua_xmove(co, q.as_ptr(), 1);
        }
        status
    }
}

/// Resumes the coroutine with the top `n` values.
fn run(q: Quiet<'_>, co: *mut lua_State, n: c_int) -> Result<Back, Fault> {
    let env = crate::api::env(q)?;
    let failed = |text: &[u8]| q.push_text(text).map(|()| Back::Failed { dead: false });
    // SAFETY: `co` is alive (see the callers) and of this state. None of these calls raises: an error in the coroutine
    // ends in `lua_resume`.
    unsafe {
        if let Some(why) = refusal(q.as_ptr(), co) {
            return failed(why);
        }
        if ffi::lua_checkstack(co, n.saturating_add(1)) == 0 {
            return failed(b"too many arguments to resume");
        }
        ffi::lua_xmove(q.as_ptr(), co, n);
        let mut results = 0;
        let switch = Switch::new(&env, q.as_ptr(), co);
        let status = ffi::resume(co, q.as_ptr(), n, &mut results);
        drop(switch);
        if status > ffi::LUA_YIELD {
            ffi::lua_xmove(co, q.as_ptr(), 1);
            return Ok(Back::Failed { dead: ffi::lua_status(co) > ffi::LUA_YIELD });
        }
        if !q.check_stack(results.saturating_add(2)) {
            ffi::lua_pop(co, results);
            return failed(b"too many results to resume");
        }
        ffi::lua_xmove(co, q.as_ptr(), results);
        Ok(Back::Values(results))
    }
}

/// Why the coroutine cannot be resumed. From 5.2 on, one that is running or waits for another is `lua_resume`'s to refuse.
///
/// # Safety
/// Both states are alive and of one host.
unsafe fn refusal(l: *mut lua_State, co: *mut lua_State) -> Option<&'static [u8]> {
    // SAFETY: zero is a valid value of this plain C struct; the calls never raise.
    let (status, active, empty) = unsafe {
        let mut ar: ffi::lua_Debug = std::mem::zeroed();
        let status = ffi::lua_status(co);
        (status, ffi::lua_getstack(co, 0, &raw mut ar) != 0, ffi::lua_gettop(co) == 0)
    };
    let fresh = status == ffi::LUA_OK;
    if l == co {
        ffi::HAS_FENV.then_some(b"cannot resume running coroutine")
    } else if fresh && active {
        ffi::HAS_FENV.then_some(b"cannot resume normal coroutine")
    } else if (fresh && empty) || status > ffi::LUA_YIELD {
        Some(b"cannot resume dead coroutine")
    } else {
        None
    }
}
