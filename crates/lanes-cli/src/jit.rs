//! `-j` and `-O`: LuaJIT's control commands, as in luajit.c. All of it may raise and runs below a protected call.

use crate::call;
use mlua_sys::*;
use std::ffi::c_int;

/// `-j command[=options]`: a function of the library `jit`, or the `start` of a module `jit.command`.
///
/// # Safety
/// A valid state, below a protected call.
pub unsafe fn command(l: *mut lua_State, command: &[u8], program: &[u8]) -> bool {
    let (name, options) = match command.iter().position(|&byte| byte == b'=') {
        Some(at) => (&command[..at], Some(&command[at + 1..])),
        None => (command, None),
    };
    // SAFETY: the caller's promise; the strings are copied.
    unsafe {
        push_loaded(l, c"jit".as_ptr());
        lua_pushlstring(l, name.as_ptr().cast(), name.len());
        lua_gettable(l, -2);
        lua_remove(l, -2);
        if lua_type(l, -1) != LUA_TFUNCTION {
            lua_pop(l, 1);
            if !push_module_start(l, name, program) {
                return false;
            }
        }
        run(l, options.unwrap_or(b""), program)
    }
}

/// `-O[options]`: the optimizer's flags.
///
/// # Safety
/// A valid state, below a protected call.
pub unsafe fn optimize(l: *mut lua_State, options: &[u8], program: &[u8]) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        push_loaded(l, c"jit.opt".as_ptr());
        lua_getfield(l, -1, c"start".as_ptr());
        lua_remove(l, -2);
        run(l, options, program)
    }
}

/// What luajit.c prints before its prompt: whether the compiler is on, for which processor, with which flags.
///
/// # Safety
/// Called through `compat::protected`; the argument is not used.
pub unsafe extern "C-unwind" fn print_status(l: *mut lua_State) -> c_int {
    // SAFETY: a valid state by the caller's promise; nothing here drops while it calls Lua.
    unsafe {
        lua_settop(l, 0);
        push_loaded(l, c"jit".as_ptr());
        lua_getfield(l, 1, c"status".as_ptr());
        lua_call(l, 0, LUA_MULTRET);
        let on = lua_toboolean(l, 2) != 0;
        crate::stdio::print(if on { b"JIT: ON" } else { b"JIT: OFF" });
        for index in 3..=lua_gettop(l) {
            if lua_type(l, index) == LUA_TSTRING {
                crate::stdio::print(b" ");
                crate::stdio::print(call::text_at(l, index));
            }
        }
        crate::stdio::print(b"\n");
    }
    0
}

/// Pushes a loaded module. `[-0, +1, e]`
///
/// # Safety
/// A valid state, below a protected call; `name` is a C string.
unsafe fn push_loaded(l: *mut lua_State, name: *const std::ffi::c_char) {
    // SAFETY: the caller's promise.
    unsafe {
        lua_getfield(l, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
        lua_getfield(l, -1, name);
        lua_remove(l, -2);
    }
}

/// Pushes the function `start` of the module `jit.name`, or complains. `[-0, +(0|1), e]`
///
/// # Safety
/// A valid state, below a protected call.
unsafe fn push_module_start(l: *mut lua_State, name: &[u8], program: &[u8]) -> bool {
    // SAFETY: the caller's promise; the strings are copied.
    unsafe {
        lua_getglobal(l, c"require".as_ptr());
        lua_pushstring(l, c"jit.".as_ptr());
        lua_pushlstring(l, name.as_ptr().cast(), name.len());
        lua_concat(l, 2);
        let status = lua_pcall(l, 1, 1, 0);
        if status != LUA_OK {
            let missing = lua_type(l, -1) == LUA_TSTRING && call::text_at(l, -1).starts_with(b"module ");
            if !missing {
                return call::report(l, status, program);
            }
        } else if lua_istable(l, -1) != 0 {
            lua_getfield(l, -1, c"start".as_ptr());
            lua_remove(l, -2);
            if lua_type(l, -1) != LUA_TNIL {
                return true;
            }
        }
        lua_pop(l, 1);
    }
    call::complain(program, b"unknown luaJIT command or jit.* modules not installed");
    false
}

/// Calls the function on top with the options, which are separated by commas; an empty one is nil. `[-1, +0, e]`
///
/// # Safety
/// A valid state with a function on top, below a protected call.
unsafe fn run(l: *mut lua_State, options: &[u8], program: &[u8]) -> bool {
    let mut count = 0;
    // SAFETY: the caller's promise; stack space is asked for before each push, the strings are copied.
    unsafe {
        for option in options.split(|&byte| byte == b',').filter(|_| !options.is_empty()) {
            luaL_checkstack(l, 1, c"too many options".as_ptr());
            if option.is_empty() {
                lua_pushnil(l);
            } else {
                lua_pushlstring(l, option.as_ptr().cast(), option.len());
            }
            count += 1;
        }
        let status = lua_pcall(l, count, 0, 0);
        call::report(l, status, program)
    }
}
