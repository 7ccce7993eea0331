//! The methods of a linda that never wait, and the tables that name them all.

use super::transfer::{cancelled, push_all, receive, send, values};
use super::{Proxy, SharedLinda, args, check, locks, proxy};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::{IS_JIT, lua_CFunction};
use crate::value::{Key, Value, push_value};
use ::linda::{Cancelled, SlotDump, Wake};
use std::ffi::{c_int, c_void};
use std::sync::Arc;

entry!(c_send = send);
entry!(c_receive = receive);
entry!(c_set = set);
entry!(c_get = get);
entry!(c_limit = limit);
entry!(c_count = count);
entry!(c_dump = dump);
entry!(c_cancel = cancel);
entry!(c_deep = deep);
entry!(c_tostring = tostring);
entry!(c_concat = concat);
entry!(c_towatch = towatch);
entry!(c_add = locks::add);
entry!(c_acquire = locks::acquire);

/// The methods, by name.
pub fn methods(dialect: Dialect) -> &'static [(&'static str, lua_CFunction)] {
    match dialect {
        Dialect::V3 | Dialect::V4 => METHODS,
    }
}

static METHODS: &[(&str, lua_CFunction)] = &[
    ("send", c_send),
    ("receive", c_receive),
    ("set", c_set),
    ("get", c_get),
    ("limit", c_limit),
    ("count", c_count),
    ("dump", c_dump),
    ("cancel", c_cancel),
    ("deep", c_deep),
    ("__add", c_add),
    ("__acquire", c_acquire),
];

/// The metamethods, by name.
pub static METAMETHODS: &[(&str, lua_CFunction)] =
    &[("__tostring", c_tostring), ("__concat", c_concat), ("__towatch", c_towatch)];

/// On LuaJIT a hook-mode cancel cannot reach running code, so it acts in every operation on a linda.
fn interrupted(q: Quiet<'_>, proxy: &Proxy) -> Result<(), Fault> {
    let hooked = IS_JIT && proxy.env.lane.as_ref().is_some_and(|lane| lane.is_hooked());
    if hooked { cancelled(q, Cancelled::Hard).map(drop) } else { Ok(()) }
}

/// True, or nothing at all: how `set` and `limit` answer.
fn made_room(q: Quiet<'_>, room: bool) -> Outcome {
    if !room {
        return Ok(Done(0));
    }
    q.push_bool(true);
    Ok(Done(1))
}

/// `linda:set(key [, value ..])`
fn set(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let key = args::key(q, 2)?;
    let mut values = values(q, proxy, 3, (q.top() - 2).max(0))?;
    match check(q, 1)?.linda.store.set(&key, &mut values) {
        Ok(room) => made_room(q, room),
        Err(how) => cancelled(q, how),
    }
}

/// `linda:get(key [, count = 1])`
fn get(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let key = args::key(q, 2)?;
    q.check_count(3)?;
    let n = if q.kind(3).is_none_or_nil() { 1 } else { args::count(q, 3, 1, "count should be >= 1")? };
    let mut values = Vec::new();
    match proxy.linda.store.get(&key, n, &mut values) {
        Ok(()) => Ok(Done(push_all(q, proxy, &values)?)),
        Err(how) => cancelled(q, how),
    }
}

/// `linda:limit(key, count)`
fn limit(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    if q.top() != 3 {
        return Err(Fault::Arg(2, "wrong number of arguments".to_owned()));
    }
    let key = args::key(q, 2)?;
    let n = q.check_number(3)?;
    if n.is_nan() {
        return Err(Fault::Arg(3, "limit is not a number (nan)".to_owned()));
    }
    match proxy.linda.store.set_limit(&key, limit_of(n)) {
        Ok(room) => made_room(q, room),
        Err(how) => cancelled(q, how),
    }
}

/// The limit that a number asks for: negative ones ask for none, fractions are cut off.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "truncated on purpose, saturating"
)]
pub fn limit_of(n: f64) -> Option<usize> {
    (n > -1.0).then_some(n as usize)
}

/// `linda:count([key ..])`
fn count(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let store = &proxy.linda.store;
    let mut counts = match q.top() {
        1 => store.counts(),
        2 => {
            match store.count(&args::key(q, 2)?) {
                Some(n) => q.push_int(i64::try_from(n).unwrap_or(i64::MAX)),
                None => q.push_nil(),
            }
            return Ok(Done(1));
        }
        top => {
            let mut counts = Vec::new();
            for i in 2..=top {
                let key = args::key(q, i)?;
                if let Some(n) = store.count(&key) {
                    counts.push((key, n));
                }
            }
            counts
        }
    };
    q.protected(0, 1, &mut counts, push_counts)?;
    Ok(Done(1))
}

fn push_counts(r: Raising<'_>, counts: &mut Vec<(Key, usize)>) -> c_int {
    r.create_table(0, counts.len());
    for (key, n) in counts {
        push_key(r, key);
        r.push_int(i64::try_from(*n).unwrap_or(i64::MAX));
        r.raw_set(-3);
    }
    1
}

/// Pushes a key.
pub fn push_key(r: Raising<'_>, key: &Key) {
    match key {
        Key::Bool(b) => r.push_bool(*b),
        Key::Int(n) => r.push_int(*n),
        Key::Num(bits) => r.push_num(f64::from_bits(*bits)),
        Key::Light(p) => r.push_light(*p as *mut c_void),
        Key::Short(s) => r.push_bytes(s.as_bytes()),
        Key::Bytes(s) => r.push_bytes(s),
    }
}

/// `linda:dump()`
fn dump(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let Some(mut slots) = proxy.linda.store.dump() else { return Ok(Done(0)) };
    // The state's data stays, whatever a metamethod does to the proxy while values are decoded.
    let env: &Env = &proxy.env;
    q.protected(0, 1, &mut slots, |r, slots| {
        r.create_table(0, slots.len());
        1
    })?;
    for slot in &mut slots {
        // The contents, table by table, so that each value is decoded by a protected call of its own.
        q.protected(0, 1, slot, push_slot)?;
        for (i, value) in (0u64..).zip(&slot.values) {
            match value {
                Value::Nil => q.push_light(super::NULL as *mut c_void),
                value => push_value(q, env, value, "linda")?,
            }
            q.push_value(-2);
            q.insert(-2);
            let mut at = slot.first + i;
            q.protected(2, 0, &mut at, store_value)?;
        }
        q.push_value(-2);
        q.insert(-2);
        q.protected(2, 0, slot, store_slot)?;
    }
    Ok(Done(1))
}

/// Leaves the slot's table.
fn push_slot(r: Raising<'_>, slot: &mut SlotDump<Key, Value>) -> c_int {
    r.create_table(0, 4);
    push_index(r, slot.first);
    r.set_field(-2, "first");
    push_index(r, slot.values.len() as u64);
    r.set_field(-2, "count");
    match slot.limit {
        Some(n) => push_index(r, n as u64),
        None => r.push_int(-1),
    }
    r.set_field(-2, "limit");
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
fn store_slot(r: Raising<'_>, slot: &mut SlotDump<Key, Value>) -> c_int {
    push_key(r, &slot.key);
    r.push_value(2);
    r.raw_set(1);
    0
}

fn push_index(r: Raising<'_>, n: u64) {
    r.push_int(i64::try_from(n).unwrap_or(i64::MAX));
}

/// `linda:cancel([hint = "both"])`
fn cancel(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    if q.top() > 2 {
        return Err(Fault::Arg(2, "wrong number of arguments".to_owned()));
    }
    let hint = match q.kind(2) {
        Kind::None | Kind::Nil => b"both".as_slice().into(),
        Kind::Number => q.describe(2).into_bytes(),
        _ => q.check_string(2)?.to_vec(),
    };
    let store = &proxy.linda.store;
    match hint.as_slice() {
        b"both" => store.cancel(Wake::Both),
        b"read" => store.cancel(Wake::Readers),
        b"write" => store.cancel(Wake::Writers),
        b"none" => store.clear_cancel(),
        other => {
            return Err(Fault::Error(format!("unknown wake hint '{}'", String::from_utf8_lossy(other))));
        }
    }
    Ok(Done(0))
}

/// `linda:deep()`: a light userdata that is this linda's alone while it lives.
fn deep(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    q.push_light(Arc::as_ptr(&proxy.linda).cast_mut().cast());
    Ok(Done(1))
}

fn tostring(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    q.push_text(&proxy.linda.title())?;
    Ok(Done(1))
}

/// `..` with a linda on either side.
fn concat(q: Quiet<'_>) -> Outcome {
    let mut text = Vec::new();
    for i in 1..=2 {
        match (proxy::proxy(*q, i), q.kind(i)) {
            (Some(p), _) => text.extend_from_slice(&p.linda.title()),
            (None, Kind::String) => text.extend_from_slice(q.bytes(i).unwrap_or_default()),
            (None, Kind::Number) => text.extend_from_slice(q.describe(i).as_bytes()),
            (None, kind) => {
                return Err(Fault::Error(format!("attempt to concatenate a {} value", kind.name())));
            }
        }
    }
    q.push_text(&text)?;
    Ok(Done(1))
}

/// For debuggers: the contents, or the name if there never were any.
fn towatch(q: Quiet<'_>) -> Outcome {
    match dump(q)? {
        Done(0) => tostring(q),
        done => Ok(done),
    }
}

/// `lanes.linda([name [, group]])`
pub fn new(q: Quiet<'_>) -> Outcome {
    let name: &[u8] = match q.top() {
        0 => b"",
        1 => match q.kind(1) {
            Kind::String => q.check_string(1)?,
            Kind::Number => b"",
            _ => return Err(Fault::Arg(1, "wrong parameter (should be a string or a number)".to_owned())),
        },
        2 => {
            q.check_kind(2, Kind::Number).and(q.check_string(1)).or_else(|f| q.check_string(1).and(Err(f)))?
        }
        n => return Err(Fault::Arg(n, "too many arguments".to_owned())),
    };
    let env = crate::api::env(q)?;
    let mut new = (env, Arc::new(SharedLinda::new(name)));
    new.0.universe.lindas.add(&new.1);
    fn push(r: Raising<'_>, new: &mut (Arc<Env>, Arc<SharedLinda>)) -> c_int {
        super::push_new(r, &new.0, &new.1);
        1
    }
    q.protected(0, 1, &mut new, push)?;
    Ok(Done(1))
}
