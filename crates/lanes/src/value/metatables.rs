//! The universe-wide identity of metatables: each state keeps two tables, from metatable to number and back, so that an
//! object that comes home gets the very metatable it left with.

use crate::boundary::{Kind, Raising};
use crate::env::Env;
use crate::ffi::keys;
use std::ffi::c_int;
use std::sync::atomic::Ordering;

/// The number of the metatable at `at` (absolute), given to it now if it has none.
pub fn identity(r: Raising<'_>, env: &Env, at: c_int) -> u64 {
    r.registry_table(&keys::METATABLE_IDS);
    r.push_value(at);
    let known = r.raw_get(-2) == Kind::Number;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, exact below 2^53")]
    let id = r.number(-1).unwrap_or_default() as u64;
    r.pop(2);
    if known {
        return id;
    }
    let id = env.universe.next_metatable.fetch_add(1, Ordering::Relaxed);
    remember(r, id, at);
    id
}

/// Gives the metatable at `at` (absolute) this number in this state. If memory runs out in between, the number leads to
/// the metatable, but not back: it will get another one.
pub fn remember(r: Raising<'_>, id: u64, at: c_int) {
    r.registry_table(&keys::METATABLES);
    push_id(r, id);
    r.push_value(at);
    r.raw_set(-3);
    r.registry_table(&keys::METATABLE_IDS);
    r.push_value(at);
    push_id(r, id);
    r.raw_set(-3);
    r.pop(2);
}

/// Pushes this state's copy of metatable `id`, or nil.
pub fn push_known(r: Raising<'_>, id: u64) -> bool {
    r.registry_table(&keys::METATABLES);
    push_id(r, id);
    let known = r.raw_get(-2) == Kind::Table;
    r.remove(-2);
    known
}

/// Identities are kept as floats, which every Lua has and which are exact for any number that can be reached.
#[allow(clippy::cast_precision_loss, reason = "exact below 2^53")]
fn push_id(r: Raising<'_>, id: u64) {
    r.push_int(i64::try_from(id).unwrap_or_default());
}
