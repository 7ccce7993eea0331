//! What differs between the Lua versions, and the few symbols that mlua-sys does not declare.
//!
//! The only file of the runner with a `cfg` on the Lua version, apart from `jit.rs`, which is LuaJIT's alone.

use mlua_sys::*;
use std::ffi::{c_int, c_void};

/// The environment variables that hold code to run first, most specific first.
pub const INIT_VARIABLES: &[&str] = if cfg!(feature = "lua55") {
    &["LUA_INIT_5_5", "LUA_INIT"]
} else if cfg!(feature = "lua54") {
    &["LUA_INIT_5_4", "LUA_INIT"]
} else if cfg!(feature = "lua53") {
    &["LUA_INIT_5_3", "LUA_INIT"]
} else if cfg!(feature = "lua52") {
    &["LUA_INIT_5_2", "LUA_INIT"]
} else {
    &["LUA_INIT"]
};

/// Whether there are warnings (`-W`) and `-l g=mod`.
pub const HAS_WARNINGS: bool = cfg!(any(feature = "lua54", feature = "lua55"));

/// Whether the options of LuaJIT, `-j` and `-O`, are known.
pub const HAS_JIT: bool = cfg!(feature = "luajit");

/// Whether the API is that of Lua 5.1: there `-l` leaves naming the module to the module, and the argument of `-e` may
/// start with a dash.
pub const IS_51: bool = cfg!(any(feature = "lua51", feature = "luajit"));

/// Whether Lua itself looks for `LUA_NOENV` in the registry; where it does not, `-E` hides the variables.
pub const HAS_NOENV: bool = !cfg!(feature = "lua51");

/// Calls `f` with `data` as its only argument, a light userdata, and drops its results. `[-0, +(0|1), -]`: on failure the
/// error value is on the stack.
///
/// # Safety
/// `l` is a valid state that is not running; `data` is what `f` expects.
#[cfg(any(feature = "lua51", feature = "luajit"))]
pub unsafe fn protected(l: *mut lua_State, f: lua_CFunction, data: *mut c_void) -> c_int {
    // SAFETY: the caller's promise. Unlike pushing a closure, which allocates in 5.1, this cannot raise.
    unsafe { lua_cpcall(l, f, data) }
}

/// Calls `f` with `data` as its only argument, a light userdata, and drops its results. `[-0, +(0|1), -]`: on failure the
/// error value is on the stack.
///
/// # Safety
/// `l` is a valid state that is not running; `data` is what `f` expects.
#[cfg(not(any(feature = "lua51", feature = "luajit")))]
pub unsafe fn protected(l: *mut lua_State, f: lua_CFunction, data: *mut c_void) -> c_int {
    // SAFETY: the caller's promise. A function without upvalues and a light userdata are pushed without allocating, into
    // stack space that every fresh state has.
    unsafe {
        lua_pushcfunction(l, f);
        lua_pushlightuserdata(l, data);
        lua_pcall(l, 1, 0, 0)
    }
}

/// Opens the standard libraries with the collector as the stock interpreter sets it. `[-0, +0, e]`
///
/// # Safety
/// `l` is a valid state; call it below a protected call.
pub unsafe fn open_libraries(l: *mut lua_State) {
    // SAFETY: the caller's promise.
    unsafe {
        lua_gc(l, LUA_GCSTOP, 0);
        luaL_openlibs(l);
        lua_gc(l, LUA_GCRESTART, if cfg!(feature = "luajit") { -1 } else { 0 });
        #[cfg(any(feature = "lua54", feature = "lua55"))]
        lua_gc(l, LUA_GCGEN, 0, 0);
        // On in a new state since 5.5; the interpreter starts with warnings off in every version.
        #[cfg(feature = "lua55")]
        lua_warning(l, c"@off".as_ptr(), 0);
    }
}

/// Turns warnings on. `[-0, +0, e]`
///
/// # Safety
/// `l` is a valid state; call it below a protected call.
pub unsafe fn warnings_on(l: *mut lua_State) {
    // SAFETY: the caller's promise; the message is a C string.
    #[cfg(any(feature = "lua54", feature = "lua55"))]
    unsafe {
        lua_warning(l, c"@on".as_ptr(), 0);
    }
    let _ = l;
}

/// Replaces the message at index 1 by one with a traceback. `[-0, +1, e]`
///
/// # Safety
/// `l` is a valid state that runs a message handler with a string at index 1; call it below a protected call.
pub unsafe fn traceback(l: *mut lua_State) {
    // SAFETY: the caller's promise. As lua.c of 5.1 does: the library's function, if it is still there.
    #[cfg(feature = "lua51")]
    unsafe {
        lua_settop(l, 1);
        if lua_getglobal(l, c"debug".as_ptr()) == LUA_TTABLE
            && lua_getfield(l, -1, c"traceback".as_ptr()) == LUA_TFUNCTION
        {
            lua_pushvalue(l, 1);
            lua_pushinteger(l, 2);
            lua_call(l, 2, 1);
        } else {
            lua_settop(l, 1);
        }
    }
    // SAFETY: the caller's promise; a string at index 1 lives as long as it stays there.
    #[cfg(feature = "luajit")]
    unsafe {
        luajit_traceback(l, l, lua_tostring(l, 1), 1);
    }
    // SAFETY: as above.
    #[cfg(not(any(feature = "lua51", feature = "luajit")))]
    unsafe {
        luaL_traceback(l, l, lua_tostring(l, 1), 1);
    }
}

#[cfg(feature = "luajit")]
unsafe extern "C-unwind" {
    /// LuaJIT has the function, with better frames than the one that mlua-sys writes for 5.1.
    #[link_name = "luaL_traceback"]
    fn luajit_traceback(
        l: *mut lua_State,
        from: *mut lua_State,
        message: *const std::ffi::c_char,
        level: c_int,
    );
}

/// Pushes the name and the release of Lua, such as `Lua 5.4.8`. `[-0, +1, e]`
///
/// # Safety
/// `l` is a valid state with the libraries open; call it below a protected call.
#[cfg(feature = "luajit")]
pub unsafe fn push_release(l: *mut lua_State) {
    // SAFETY: the caller's promise.
    unsafe {
        lua_getfield(l, LUA_REGISTRYINDEX, c"_LOADED".as_ptr());
        lua_getfield(l, -1, c"jit".as_ptr());
        lua_getfield(l, -1, c"version".as_ptr());
        lua_replace(l, -3);
        lua_pop(l, 1);
    }
}

/// Pushes the name and the release of Lua, such as `Lua 5.4.8`. `[-0, +1, e]`
///
/// # Safety
/// `l` is a valid state with the libraries open; call it below a protected call.
#[cfg(not(feature = "luajit"))]
pub unsafe fn push_release(l: *mut lua_State) {
    unsafe extern "C" {
        /// `$LuaVersion: Lua 5.4.8  Copyright (C) ... $`: the only place in the library that holds the full release.
        static lua_ident: std::ffi::c_char;
    }
    // SAFETY: Lua defines it as a constant, terminated array.
    let ident = unsafe { std::ffi::CStr::from_ptr(&raw const lua_ident) }.to_bytes();
    let start = ident.windows(6).position(|part| part == b"Lua 5.").unwrap_or(0);
    let release = &ident[start..];
    let end = release.iter().skip(4).position(|&byte| byte == b' ').map_or(release.len(), |at| at + 4);
    // SAFETY: the caller's promise; the bytes are copied.
    unsafe { lua_pushlstring(l, release.as_ptr().cast(), end) };
}
