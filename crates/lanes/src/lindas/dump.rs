//! `linda:dump()`: everything in a linda, as a table.

use super::contents::interrupted;
use super::{NULL, SharedLinda, check, push_key, results};
use crate::boundary::{Done, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::value::{Key, Value, push_value};
use ::linda::SlotDump;
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// One slot, and what pushing its key takes.
struct Dumped<'d> {
    env: &'d Env,
    linda: &'d Arc<SharedLinda>,
    slot: SlotDump<Key, Value>,
}

/// `linda:dump()`
pub fn dump(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let Some(mut slots) = proxy.linda.store.dump() else { return Ok(Done(0)) };
    // The state's data and the linda stay, whatever a metamethod does to the proxy while values are decoded.
    let (env, linda) = (proxy.env.clone(), proxy.linda.clone());
    q.protected(0, 1, &mut slots, |r, slots| {
        r.create_table(0, slots.len());
        1
    })?;
    for slot in slots {
        let mut dumped = Dumped { env: &env, linda: &linda, slot };
        // The contents, table by table, so that each value is decoded by a protected call of its own.
        q.protected(0, 1, &mut dumped, push_slot)?;
        for (i, value) in (0u64..).zip(&dumped.slot.values) {
            match value {
                Value::Nil if env.universe.dialect() == Dialect::V3 => q.push_light(NULL as *mut c_void),
                value => push_value(q, &env, value, "linda")?,
            }
            q.push_value(-2);
            q.insert(-2);
            let mut at = dumped.slot.first + i;
            q.protected(2, 0, &mut at, store_value)?;
        }
        q.push_value(-2);
        q.insert(-2);
        q.protected(2, 0, &mut dumped, store_slot)?;
    }
    Ok(Done(1))
}

/// Leaves the slot's table.
fn push_slot(r: Raising<'_>, dumped: &mut Dumped<'_>) -> c_int {
    let slot = &dumped.slot;
    let dialect = dumped.env.universe.dialect();
    r.create_table(0, 5);
    push_index(r, slot.first);
    r.set_field(-2, "first");
    push_index(r, slot.values.len() as u64);
    r.set_field(-2, "count");
    match slot.limit {
        Some(n) => push_index(r, n as u64),
        None if dialect == Dialect::V3 => r.push_int(-1),
        None => r.push_bytes(b"unlimited"),
    }
    r.set_field(-2, "limit");
    if dialect == Dialect::V4 {
        r.push_bytes(results::restriction_name(slot.restriction).as_bytes());
        r.set_field(-2, "restrict");
    }
    r.create_table(slot.values.len(), 0);
    r.set_field(-2, "fifo");
    1
}

/// Slot table and value are on the stack: `slot.fifo[at] = value`.
fn store_value(r: Raising<'_>, at: &mut u64) -> c_int {
    r.get_field(1, "fifo");
    push_index(r, *at);
    r.push_value(2);
    r.raw_set(-3);
    0
}

/// Result table and slot table are on the stack: `result[key] = slot`.
fn store_slot(r: Raising<'_>, dumped: &mut Dumped<'_>) -> c_int {
    push_key(r, dumped.env, dumped.linda, &dumped.slot.key);
    r.push_value(2);
    r.raw_set(1);
    0
}

fn push_index(r: Raising<'_>, n: u64) {
    r.push_int(i64::try_from(n).unwrap_or(i64::MAX));
}
