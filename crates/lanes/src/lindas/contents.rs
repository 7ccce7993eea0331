//! The operations on slots that never wait.

use super::transfer::{push_all, values};
use super::{Proxy, args, check, push_key, results};
use crate::boundary::{Done, Fault, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use crate::ffi::IS_JIT;
use crate::value::Key;
use ::linda::Cancelled;
use std::ffi::c_int;
use std::sync::Arc;

/// On LuaJIT a hook-mode cancel cannot reach running code, so it acts in every operation on a linda.
pub fn interrupted(q: Quiet<'_>, proxy: &Proxy) -> Result<(), Fault> {
    let hooked = IS_JIT && proxy.env.lane.as_ref().is_some_and(|lane| lane.is_hooked());
    if hooked { results::cancelled(q, Dialect::V3, Cancelled::Hard).map(drop) } else { Ok(()) }
}

/// `linda:set(key [, value ..])`
pub fn set(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let key = args::key(q, proxy, 2)?;
    let mut values = values(q, proxy, 3, (q.top() - 2).max(0))?;
    let proxy = check(q, 1)?;
    match proxy.linda.store.set(&key, &mut values) {
        Ok(changed) => results::changed(q, proxy.env.universe.dialect(), changed),
        Err(why) => results::refused(q, proxy, why),
    }
}

/// `linda:get(key [, count = 1])`: the values; in 4.x their number first.
pub fn get(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let key = args::key(q, proxy, 2)?;
    q.check_count(3)?;
    let n = if q.kind(3).is_none_or_nil() { 1 } else { args::count(q, 3, 1, "count should be >= 1")? };
    let mut values = Vec::new();
    match proxy.linda.store.get(&key, n, &mut values) {
        Ok(()) if proxy.env.universe.dialect() == Dialect::V3 => Ok(Done(push_all(q, proxy, &values)?)),
        Ok(()) => {
            q.push_int(i64::try_from(values.len()).unwrap_or(i64::MAX));
            Ok(Done(1 + push_all(q, proxy, &values)?))
        }
        Err(why) => results::refused(q, proxy, why),
    }
}

/// `linda:limit(key, count)`; in 4.x also `linda:limit(key)`: the limit, and how full the slot is.
pub fn limit(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let dialect = proxy.env.universe.dialect();
    let is_read = dialect == Dialect::V4 && q.kind(3).is_none_or_nil();
    if q.top() != 3 && !(is_read && q.top() == 2) {
        // Lua would count differently in a method call; this number is the same in both forms.
        return Err(Fault::Error("bad argument #2 to 'limit' (wrong number of arguments)".to_owned()));
    }
    let key = args::key(q, proxy, 2)?;
    if is_read {
        return read_limit(q, proxy, &key);
    }
    let limit = if dialect == Dialect::V3 { args::limit3(q)? } else { args::limit4(q)? };
    match proxy.linda.store.set_limit(&key, limit) {
        Ok(changed) => results::changed(q, dialect, changed),
        Err(how) => results::cancelled(q, dialect, how),
    }
}

fn read_limit(q: Quiet<'_>, proxy: &Proxy, key: &Key) -> Outcome {
    match proxy.linda.store.limit(key) {
        Ok((limit, fill)) => {
            match limit {
                Some(n) => q.push_int(i64::try_from(n).unwrap_or(i64::MAX)),
                None => q.push_text(b"unlimited")?,
            }
            results::push_fill(q, fill)?;
            Ok(Done(2))
        }
        Err(how) => results::cancelled(q, Dialect::V4, how),
    }
}

/// `linda:restrict(key [, "none" | "set/get" | "send/receive"])`: the restriction before, or the one that there is.
pub fn restrict(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    if !(2..=3).contains(&q.top()) {
        return Err(Fault::Arg(2, "wrong number of arguments".to_owned()));
    }
    let key = args::key(q, proxy, 2)?;
    let store = &proxy.linda.store;
    let done = if q.kind(3).is_none_or_nil() {
        store.restriction(&key)
    } else {
        store.restrict(&key, args::restriction(q)?)
    };
    match done {
        Ok(restriction) => {
            q.push_text(results::restriction_name(restriction).as_bytes())?;
            Ok(Done(1))
        }
        Err(how) => results::cancelled(q, proxy.env.universe.dialect(), how),
    }
}

/// `linda:count([key ..])`
pub fn count(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    interrupted(q, proxy)?;
    let store = &proxy.linda.store;
    let mut counts = match q.top() {
        1 => store.counts(),
        2 => {
            match store.count(&args::key(q, proxy, 2)?) {
                Some(n) => q.push_int(i64::try_from(n).unwrap_or(i64::MAX)),
                None => q.push_nil(),
            }
            return Ok(Done(1));
        }
        top => {
            let mut counts = Vec::new();
            for i in 2..=top {
                let key = args::key(q, proxy, i)?;
                if let Some(n) = store.count(&key) {
                    counts.push((key, n));
                }
            }
            counts
        }
    };
    // The state's data and the linda stay, whatever a finalizer does to the proxy meanwhile.
    let mut counted = Counted { env: proxy.env.clone(), linda: proxy.linda.clone(), counts: &mut counts };
    q.protected(0, 1, &mut counted, push_counts)?;
    Ok(Done(1))
}

struct Counted<'c> {
    env: Arc<crate::env::Env>,
    linda: Arc<super::SharedLinda>,
    counts: &'c mut Vec<(Key, usize)>,
}

fn push_counts(r: Raising<'_>, counted: &mut Counted<'_>) -> c_int {
    r.create_table(0, counted.counts.len());
    for (key, n) in counted.counts.iter() {
        push_key(r, &counted.env, &counted.linda, key);
        r.push_int(i64::try_from(*n).unwrap_or(i64::MAX));
        r.raw_set(-3);
    }
    1
}
