//! Learns of the objects that states make and delete. The header's functions for one state are in a table of its
//! registry, and are called through that by every version of the header: here the two that make a proxy and delete an
//! object are replaced by functions that call them.

use super::{find, known};
use crate::boundary::{Done, Kind, Outcome, Quiet, Raising, clean};
use crate::entry;
use crate::ffi::{self, keys, lua_CFunction, lua_State};
use std::ffi::c_int;

/// `LANES_DEEP_KEY`
const TABLE: &str = "lanes.deep.1";
/// `LANES_DEEP_WATCH_KEY`
const WATCH: &str = "lanes.deep.watch.1";
/// `LANES_DEEP_MAKE`
const MAKE: i32 = 1;
/// `LANES_DEEP_DELETE`
const DELETE: i32 = 2;
/// `LANES_DEEP_PROXIES`
const PROXIES: i32 = 3;

entry!(
    /// What the header calls with a table that it has just made.
    c_opened = opened
);

fn opened(q: Quiet<'_>) -> Outcome {
    q.set_top(1);
    q.protected(1, 0, &mut (), |r, ()| {
        if r.kind(1) == Kind::Table {
            adopt_table(r);
        }
        0
    })?;
    Ok(Done(0))
}

/// For a state that Lanes is set up in: has the header tell of its table when it makes it.
pub fn watch(r: Raising<'_>) {
    r.push_c_function(c_opened);
    r.set_field(ffi::LUA_REGISTRYINDEX, WATCH);
}

/// For a state that may have its table already: it was made before Lanes came, or by a header that does not tell.
pub fn adopt(r: Raising<'_>) {
    r.need_stack(10);
    if r.get_field(ffi::LUA_REGISTRYINDEX, TABLE) == Kind::Table {
        adopt_table(r);
    }
    r.pop(1);
}

/// Replaces the functions of the table on top, once, wholly or not at all. What the state has already is counted.
fn adopt_table(r: Raising<'_>) {
    let table = r.top();
    r.registry(&keys::DEEP);
    let ours = r.raw_equal(-1, table);
    r.pop(1);
    if ours {
        return;
    }
    let replacements: [(i32, lua_CFunction); 2] = [(MAKE, make), (DELETE, delete)];
    for (field, function) in replacements {
        r.raw_geti(table, field);
        r.push_c_closure(function, 1);
    }
    r.push_value(table);
    r.registry_set(&keys::DEEP);
    // The fields exist: from here on no memory is needed.
    r.raw_seti(table, DELETE);
    r.raw_seti(table, MAKE);
    if r.raw_geti(table, PROXIES) == Kind::Table {
        r.push_nil();
        while r.next(-2) {
            if let Some(found) = find(*r, -1) {
                known::made(found.0.object as usize);
            }
            r.pop(1);
        }
    }
    r.pop(1);
}

/// `make(object, uservalues)`: its caller holds a reference to the object, which may be a new one.
unsafe extern "C-unwind" fn make(l: *mut lua_State) -> c_int {
    // SAFETY: the header calls it as the function that it replaces; nothing here is owned.
    unsafe {
        known::made(ffi::lua_touserdata(l, 1) as usize);
        go_on(l)
    }
}

/// `delete(object, idfunc)`: the last reference has gone. Once the object is deleted, its address may be another's.
unsafe extern "C-unwind" fn delete(l: *mut lua_State) -> c_int {
    // SAFETY: as in `make`.
    unsafe {
        known::gone(ffi::lua_touserdata(l, 1) as usize);
        go_on(l)
    }
}

/// Calls the function that was replaced, with the same arguments. A plain C function is called in place: the header
/// relies on that deleting needs no memory, and a call by Lua may.
///
/// # Safety
/// In a closure of [`adopt_table`], from which errors pass; no frame up to Lua owns anything.
unsafe fn go_on(l: *mut lua_State) -> c_int {
    let replaced = ffi::upvalue(1);
    // SAFETY: the caller's promise; the upvalue is there.
    unsafe {
        let function = ffi::lua_tocfunction(l, replaced);
        if let (Some(function), true) = (function, ffi::lua_getupvalue(l, replaced, 1).is_null()) {
            return clean(function(l));
        }
        // Another copy of Lanes was here before.
        let arguments = 2;
        ffi::lua_settop(l, arguments);
        ffi::lua_pushvalue(l, replaced);
        ffi::lua_insert(l, 1);
        ffi::call(l, arguments, ffi::LUA_MULTRET);
        clean(ffi::lua_gettop(l))
    }
}
