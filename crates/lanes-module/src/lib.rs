//! The loadable module: the openers that a stock interpreter looks up by name, and nothing else.

use mlua_sys::lua_State;
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
