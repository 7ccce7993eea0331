//! The loadable module: the openers that a stock interpreter looks up by name, and nothing else. As a static library
//! (`cargo xtask build`) it is what C programs embed: `include/lanes/lanes.h` declares its functions.

use mlua_sys::{lua_CFunction, lua_State};
use std::ffi::c_int;

/// `require "lanes"`: leaves the module table, to be configured on first use.
///
/// # Safety
/// `l` is a live Lua state whose caller expects the calling convention of a Lua C function.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn luaopen_lanes(l: *mut lua_State) -> c_int {
    // SAFETY: the interpreter calls an opener as a C function, which is what `open_lanes` asks for.
    unsafe { lanes::open_lanes(l) }
}

/// `require "lanes.v4"`: leaves the module table of the 4.x API.
///
/// # Safety
/// As [`luaopen_lanes`].
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn luaopen_lanes_v4(l: *mut lua_State) -> c_int {
    // SAFETY: as above.
    unsafe { lanes::open_lanes_v4(l) }
}

/// `require "lanes.core"`, and `lanes_core` of the 4.x API: leaves the core table.
///
/// # Safety
/// As [`luaopen_lanes`].
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn luaopen_lanes_core(l: *mut lua_State) -> c_int {
    // SAFETY: as above.
    unsafe { lanes::open_core(l) }
}

/// See `lanes.h`: opens both modules in a state of a program that embeds Lua, and leaves the table of `lanes`. A null
/// `loader` stands for the built-in one.
///
/// # Safety
/// `l` is a live state of the calling thread with the base libraries open. Errors are raised, so C code calls this below
/// a protected call.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn luaopen_lanes_embedded(l: *mut lua_State, loader: Option<lua_CFunction>) {
    // SAFETY: as above.
    unsafe { lanes::open_embedded(l, loader) }
}

/// See `lanes.h`: `lanes.register(name, module)` as a C function.
///
/// # Safety
/// As [`luaopen_lanes`].
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn lanes_register(l: *mut lua_State) -> c_int {
    // SAFETY: as above.
    unsafe { lanes::register(l) }
}
