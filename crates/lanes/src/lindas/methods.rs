//! The tables that name the methods of a linda, and those methods that do not look into slots.

use super::contents::{count, get, limit, restrict, set};
use super::dump::dump;
use super::transfer::{receive, receive_batched, send};
use super::{SharedLinda, args, check, close, locks, proxy};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::{HAS_CLOSE, lua_CFunction};
use crate::value::{Key, push_light};
use std::ffi::c_void;
use std::sync::Arc;

entry!(c_send = send);
entry!(c_receive = receive);
entry!(c_receive_batched = receive_batched);
entry!(c_set = set);
entry!(c_get = get);
entry!(c_limit = limit);
entry!(c_restrict = restrict);
entry!(c_count = count);
entry!(c_dump = dump);
entry!(c_cancel = cancel);
entry!(c_wake = wake);
entry!(c_collectgarbage = collectgarbage);
entry!(c_deep = deep);
entry!(c_tostring = tostring);
entry!(c_concat = concat);
entry!(c_towatch = towatch);
entry!(c_close = close::close);
entry!(c_add = locks::add);
entry!(c_acquire = locks::acquire);
entry!(c_release = locks::release);

/// All methods; the last is one of 4.x alone.
static METHODS: &[(&str, lua_CFunction)] = &[
    ("send", c_send),
    ("receive", c_receive),
    ("receive_batched", c_receive_batched),
    ("set", c_set),
    ("get", c_get),
    ("limit", c_limit),
    ("restrict", c_restrict),
    ("count", c_count),
    ("dump", c_dump),
    ("cancel", c_cancel),
    ("wake", c_wake),
    ("deep", c_deep),
    ("collectgarbage", c_collectgarbage),
];

/// Adds to an atomic.
pub const ADD: lua_CFunction = c_add;
/// Takes tokens of a lock.
pub const ACQUIRE: lua_CFunction = c_acquire;
/// Gives them back.
pub const RELEASE: lua_CFunction = c_release;

/// What the closures of `lanes.lua` use. Named like the methods, but not to be found in a linda.
pub static INTERNALS: &[(&str, lua_CFunction)] =
    &[("__add", ADD), ("__acquire", ACQUIRE), ("__release", RELEASE)];

/// The methods that the lindas of a dialect have.
pub fn methods(dialect: Dialect) -> &'static [(&'static str, lua_CFunction)] {
    match dialect {
        // Without the last.
        Dialect::V3 => METHODS.split_last().map_or(METHODS, |(_, rest)| rest),
        Dialect::V4 => METHODS,
    }
}

/// The metamethods, by name.
pub fn metamethods() -> impl Iterator<Item = &'static (&'static str, lua_CFunction)> {
    static ALL: [(&str, lua_CFunction); 4] =
        [("__tostring", c_tostring), ("__concat", c_concat), ("__towatch", c_towatch), ("__close", c_close)];
    ALL.iter().take(if HAS_CLOSE { 4 } else { 3 })
}

/// Pushes a key of a slot of `linda`.
pub fn push_key(r: Raising<'_>, env: &Env, linda: &Arc<SharedLinda>, key: &Key) {
    match key {
        Key::Bool(b) => r.push_bool(*b),
        Key::Int(n) => r.push_int(*n),
        Key::Num(bits) => r.push_num(f64::from_bits(*bits)),
        Key::Light(p) => r.push_light(*p as *mut c_void),
        Key::Short(s) => r.push_bytes(s.as_bytes()),
        Key::Bytes(s) => r.push_bytes(s),
        Key::Linda(other) => proxy::push_proxy(r, env, other),
        Key::Own => proxy::push_proxy(r, env, linda),
        Key::Deep(key) => key.object.push(r, key.user_values),
    }
}

/// `linda:cancel([hint = "both"])`
fn cancel(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let store = &proxy.linda.store;
    match args::hint(q, true)? {
        Some(wake) => store.cancel(wake),
        None => store.clear_cancel(),
    }
    Ok(Done(0))
}

/// `linda:wake([hint = "both"])`: those who wait look again, and go on waiting if there is nothing for them.
fn wake(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    if let Some(wake) = args::hint(q, false)? {
        proxy.linda.store.wake(wake);
    }
    Ok(Done(0))
}

/// `linda:collectgarbage()`: nothing to do, as what a linda holds is freed when it is taken out.
fn collectgarbage(q: Quiet<'_>) -> Outcome {
    check(q, 1)?;
    if q.top() > 1 {
        return Err(Fault::Arg(2, "Unexpected extra argument".to_owned()));
    }
    Ok(Done(0))
}

/// `linda:deep()`: a light userdata that is this linda's alone while it lives.
fn deep(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    push_light(q, proxy.linda.address(proxy.env.universe.dialect()))?;
    Ok(Done(1))
}

fn tostring(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    q.push_text(&proxy.linda.title(proxy.env.universe.dialect()))?;
    Ok(Done(1))
}

/// `..` with a linda on either side.
fn concat(q: Quiet<'_>) -> Outcome {
    let mut text = Vec::new();
    for i in 1..=2 {
        match (proxy::proxy(*q, i), q.kind(i)) {
            (Some(p), _) => text.extend_from_slice(&p.linda.title(p.env.universe.dialect())),
            (None, Kind::String) => text.extend_from_slice(q.bytes(i).unwrap_or_default()),
            (None, Kind::Number) => {
                q.push_value(i);
                q.protected(1, 1, &mut (), |r, ()| {
                    r.number_to_string(1);
                    1
                })?;
                text.extend_from_slice(q.bytes(-1).unwrap_or_default());
                q.pop(1);
            }
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
