//! Calls of user code: the message handler with its traceback, the report on standard error, and the keyboard interrupt.
//!
//! Everything here that takes a state may raise, so it runs below a protected call and owns nothing that drops.

use crate::{compat, stdio};
use mlua_sys::*;
use std::ffi::{CStr, c_int};
use std::ptr;
#[cfg(unix)]
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The state that an interrupt stops. Written by the main thread before it installs the signal handler, read by the
/// handler.
static INTERRUPTED_STATE: AtomicPtr<lua_State> = AtomicPtr::new(ptr::null_mut());

/// Calls the function below its `nargs` arguments as the outermost user code. `[-(nargs+1), +(nresults|1), -]`
///
/// # Safety
/// `l` is a valid state with a function and `nargs` arguments on top.
pub unsafe fn call(l: *mut lua_State, nargs: c_int, nresults: c_int) -> c_int {
    // SAFETY: the caller's promise; the handler goes below the function and out again.
    unsafe {
        let base = lua_gettop(l) - nargs;
        lua_pushcfunction(l, message_handler);
        lua_insert(l, base);
        INTERRUPTED_STATE.store(l, Ordering::Release);
        #[cfg(unix)]
        MAIN_THREAD.store(libc::pthread_self() as usize, Ordering::Release);
        set_interrupt_handler(Some(on_interrupt));
        let status = lua_pcall(l, nargs, nresults, base);
        set_interrupt_handler(None);
        lua_remove(l, base);
        status
    }
}

/// Prints the error value on top, if `status` says that it is one, and pops it; returns whether there was none.
/// `[-(0|1), +0, -]`
///
/// # Safety
/// `l` is a valid state; with a status other than `LUA_OK` there is an error value on top.
pub unsafe fn report(l: *mut lua_State, status: c_int, program: &[u8]) -> bool {
    if status == LUA_OK {
        return true;
    }
    // SAFETY: the caller's promise; the string stays on the stack until it is printed. Only a string is asked for its
    // text: converting a number could raise.
    unsafe {
        let message = match lua_type(l, -1) {
            LUA_TSTRING => text_at(l, -1),
            _ => b"(error message not a string)",
        };
        complain(program, message);
        lua_pop(l, 1);
    }
    false
}

/// Prints `program: message` on standard error; no program, no prefix.
pub fn complain(program: &[u8], message: &[u8]) {
    let colon: &[u8] = if program.is_empty() { b"" } else { b": " };
    stdio::print_error(&[program, colon, message, b"\n"]);
}

/// The text of the string at `index`.
///
/// # Safety
/// There is a string, which stays on the stack as long as the text is used.
pub unsafe fn text_at<'a>(l: *mut lua_State, index: c_int) -> &'a [u8] {
    let mut len = 0;
    // SAFETY: the caller's promise; a string's text is never null and has `len` bytes.
    unsafe {
        let text = lua_tolstring(l, index, &raw mut len);
        std::slice::from_raw_parts(text.cast(), len)
    }
}

/// Turns any error value into a string and adds a traceback.
///
/// # Safety
/// Called by Lua, with the error value.
unsafe extern "C-unwind" fn message_handler(l: *mut lua_State) -> c_int {
    // SAFETY: Lua gives a valid state with a value at index 1 and free slots; nothing here drops.
    unsafe {
        if lua_isstring(l, 1) == 0 {
            if luaL_callmeta(l, 1, c"__tostring".as_ptr()) != 0 && lua_type(l, -1) == LUA_TSTRING {
                return 1;
            }
            let kind = lua_typename(l, lua_type(l, 1));
            lua_pushfstring(l, c"(error object is a %s value)".as_ptr(), kind);
            lua_replace(l, 1);
            lua_settop(l, 1);
        }
        compat::traceback(l);
    }
    1
}

/// The thread that runs the script: written by that thread before it installs the handler.
#[cfg(unix)]
static MAIN_THREAD: AtomicUsize = AtomicUsize::new(0);

/// The C type of a signal handler.
type Handler = extern "C" fn(c_int);

/// Has `handler` called on SIGINT, or the default restored. Without `SA_RESTART`, as in lua.c: a script that waits in
/// `io.read` must come back. Called by the main thread and by the handler: it only calls what a handler may.
fn set_interrupt_handler(handler: Option<Handler>) {
    let address = handler.map_or(libc::SIG_DFL, |handler| handler as usize as libc::sighandler_t);
    #[cfg(unix)]
    // SAFETY: all zeros is a valid `sigaction`; its fields are set before use and the handler has the right type.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = address;
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(libc::SIGINT, &raw const action, ptr::null_mut());
    }
    #[cfg(not(unix))]
    // SAFETY: the handler has the right type.
    unsafe {
        libc::signal(libc::SIGINT, address);
    }
}

/// Has the running script stopped at its next instruction. A second interrupt before that ends the process.
///
/// The system may pick any thread for the signal. Only the main thread may set the hook (on LuaJIT that rewrites what the
/// state's own thread is using), so the others pass the signal on.
extern "C" fn on_interrupt(_signal: c_int) {
    #[cfg(unix)]
    // SAFETY: both calls are safe in a handler, and the main thread outlives every other.
    unsafe {
        let main = MAIN_THREAD.load(Ordering::Acquire) as libc::pthread_t;
        if libc::pthread_equal(libc::pthread_self(), main) == 0 {
            libc::pthread_kill(main, libc::SIGINT);
            return;
        }
    }
    set_interrupt_handler(None);
    let l = INTERRUPTED_STATE.load(Ordering::Acquire);
    let mask = LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT;
    // SAFETY: the handler is installed only while the state is running, and `lua_sethook` is made for this use.
    unsafe {
        lua_sethook(l, Some(stop), mask, 1);
    }
}

/// The hook that stops the script.
///
/// # Safety
/// Called by Lua.
unsafe extern "C-unwind" fn stop(l: *mut lua_State, _info: *mut lua_Debug) {
    const MESSAGE: &CStr = c"%sinterrupted!";
    // SAFETY: Lua gives a valid state with free slots; nothing here drops. Level 0 is the interrupted function: neither
    // Lua gives a hook a frame of its own.
    unsafe {
        lua_sethook(l, None, 0, 0);
        luaL_where(l, 0);
        lua_pushfstring(l, MESSAGE.as_ptr(), lua_tostring(l, -1));
        lua_error(l);
    }
}
