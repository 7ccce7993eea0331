//! Opening Lanes in a state of a host that is no interpreter: both modules are loaded without any file.

use crate::api::{self, modules};
use crate::boundary::{Fault, Kind, Outcome, Quiet, Raising, run_entry};
use crate::env::Env;
use crate::ffi::{lua_CFunction, lua_State};
use std::ffi::c_int;

/// `luaopen_lanes_embedded`: makes `lanes` and `lanes.core` loaded modules and pushes the table of `lanes`, which is
/// configured on first use. `loader` opens `lanes` in place of the built-in opener; it is called with the module's name.
///
/// A state whose registry has the number 4 in the field `LANES_API` gets the API of 4.x.
///
/// # Safety
/// `l` is a live state with the base libraries open, and belongs to the calling thread. Errors are raised as a Lua C
/// function raises them: no frame from here up to the next protected call owns anything.
pub unsafe fn open_embedded(l: *mut lua_State, loader: Option<lua_CFunction>) {
    // SAFETY: the caller's promise; without a protected call an error ends the host, as everywhere in Lua's API.
    let r = unsafe { Raising::new(l) };
    r.need_stack(8);
    r.push_c_function(api::open_core);
    r.call(0, 0);
    if loader.is_none() {
        api::push_loaded(r, b"lanes");
        if r.kind(-1) == Kind::Table {
            return;
        }
        r.pop(1);
    }
    r.push_c_function(loader.unwrap_or(api::open_lanes));
    r.push_bytes(b"lanes");
    r.call(1, 1);
    if r.kind(-1) == Kind::Nil {
        r.fail("failed to initialize embedded Lanes");
    }
    r.push_value(-1);
    api::set_loaded(r, "lanes");
}

/// `lanes_register(name, module)`, as a C function for hosts: what `lanes.register` does.
///
/// # Safety
/// Called as a Lua C function: `l` is live and belongs to the calling thread.
pub unsafe extern "C-unwind" fn register(l: *mut lua_State) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { run_entry(l, register_ready) }
}

fn register_ready(q: Quiet<'_>) -> Outcome {
    if Env::of(*q).is_none() {
        return Err(Fault::Error("Lanes is not ready".to_owned()));
    }
    modules::register(q)
}
