//! Multithreading for Lua: lanes, lindas, timers, locks and atomics.

use mlua_sys::lua_State;
use std::ffi::c_int;

/// Opens the module `lanes`.
///
/// # Safety
/// Called as a Lua C function.
pub unsafe extern "C-unwind" fn open_lanes(_l: *mut lua_State) -> c_int {
    0
}

/// Opens the module `lanes.core`.
///
/// # Safety
/// Called as a Lua C function.
pub unsafe extern "C-unwind" fn open_core(_l: *mut lua_State) -> c_int {
    0
}
