//! Calls of user code: the message handler with its traceback, and the report on standard error.
//!
//! Everything here that takes a state may raise, so it runs below a protected call and owns nothing that drops.

use crate::{compat, interrupt, stdio};
use mlua_sys::*;
use std::ffi::c_int;

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
        interrupt::begin(l);
        let status = lua_pcall(l, nargs, nresults, base);
        interrupt::end();
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
