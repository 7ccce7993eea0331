//! Multithreading for Lua: lanes, lindas, timers, locks and atomics.
//!
//! This crate is the binding between Lua and the Lua-free core (crate `linda`). A program that embeds Lua with the crate
//! `mlua` calls `open` (feature `mlua`); one that has raw states calls [`open_embedded`], or [`open_lanes`] as the opener
//! of the module `lanes`; `docs/DESIGN.md` explains how the crate is laid out. A host that
//! wants the API of 4.x sets the field `LANES_API` of a state's registry to 4 before.

mod api;
mod boundary;
mod capi;
mod deep;
mod dialect;
mod embed;
mod env;
mod ffi;
mod fork;
#[cfg(feature = "mlua")]
mod host;
mod interrupt;
mod lane;
mod lindas;
mod live;
#[cfg(test)]
mod memory_tests;
mod platform;
#[cfg(test)]
mod testing;
mod timers;
mod universe;
mod value;

pub use embed::{open_embedded, register};
#[cfg(feature = "mlua")]
pub use host::open;
pub use interrupt::{forget_interrupts, interrupt_waits};

use mlua_sys::lua_State;
use std::ffi::c_int;

/// Opens the module `lanes`: pushes its table, which configures itself on first use.
///
/// # Safety
/// Called as a Lua C function: `l` is live and belongs to the calling thread.
pub unsafe extern "C-unwind" fn open_lanes(l: *mut lua_State) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { api::open_lanes(l) }
}

/// Opens the module `lanes.v4`: pushes the table of `lanes` with the API of 4.x. Fails in a state that was configured with
/// the API of 3.x.
///
/// # Safety
/// As [`open_lanes`].
pub unsafe extern "C-unwind" fn open_lanes_v4(l: *mut lua_State) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { api::open_lanes_v4(l) }
}

/// Opens the module `lanes.core`, or `lanes_core` if the first argument says so: pushes its table.
///
/// # Safety
/// As [`open_lanes`].
pub unsafe extern "C-unwind" fn open_core(l: *mut lua_State) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { api::open_core(l) }
}
