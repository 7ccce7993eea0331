//! The operations behind `genatomic` (add to a slot's number in a single step) and `genlock` (take several tokens at
//! once; a lock is a slot with a limit, taken by sending and released by receiving).

use super::{args, check, methods, results};
use crate::boundary::{Done, Fault, Outcome, Quiet};
use crate::dialect::Dialect;
use crate::value::Value;
use ::linda::{Cancelled, Deadline, ReceiveOutcome, Refused, SendOutcome, UpdateOutcome};
use std::ffi::c_int;

/// A lock or an atomic whose linda was cancelled says so in the same way in both dialects.
fn cancelled(q: Quiet<'_>, how: Cancelled) -> Outcome {
    results::cancelled(q, Dialect::V3, how)
}

/// `__add(linda, key, diff)`: adds to the number in front of the slot, waiting while the slot is full, and returns the
/// sum. The slot then holds the sum alone.
pub fn add(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let key = args::key(q, proxy, 2)?;
    let diff = if q.is_integer(3) { Value::Int(q.check_integer(3)?) } else { Value::Num(q.check_number(3)?) };
    let sum = |front: Option<&Value>| plus(front, &diff);
    match proxy.linda.store.update(&key, Deadline::Never, &proxy.env.waiter, sum) {
        UpdateOutcome::Updated(Value::Int(n)) => q.push_int(n),
        UpdateOutcome::Updated(Value::Num(n)) => q.push_num(n),
        UpdateOutcome::Updated(_) | UpdateOutcome::TimedOut => q.push_nil(),
        UpdateOutcome::Failed(what) => {
            return Err(Fault::Error(format!("attempt to perform arithmetic on a {what} value")));
        }
        UpdateOutcome::Restricted => return results::restricted(),
        UpdateOutcome::Cancelled(how) => return cancelled(q, how),
    }
    Ok(Done(1))
}

/// Lua's `+` on two numbers; anything else in the slot is named.
#[allow(clippy::cast_precision_loss, reason = "as Lua converts")]
fn plus(front: Option<&Value>, diff: &Value) -> Result<Value, &'static str> {
    let float = |v: &Value| match v {
        Value::Int(n) => *n as f64,
        Value::Num(n) => *n,
        _ => f64::NAN,
    };
    match front {
        Some(Value::Int(a)) if let Value::Int(b) = diff => Ok(Value::Int(a.wrapping_add(*b))),
        Some(a @ (Value::Int(_) | Value::Num(_))) => Ok(Value::Num(float(a) + float(diff))),
        None | Some(Value::Nil) => Err("nil"),
        Some(Value::Bool(_)) => Err("boolean"),
        Some(Value::Short(_) | Value::Bytes(_) | Value::Large(_)) => Err("string"),
        Some(Value::Light(_)) => Err("userdata"),
        Some(Value::Packed(..)) => Err("table"),
    }
}

/// `__acquire(linda, timeout, key, count)`: sends that many tokens at once. True, false when there were not that many in
/// time, or `cancel_error`.
pub fn acquire(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let (deadline, i) = args::deadline(q, Dialect::V3)?;
    let key = args::key(q, proxy, i)?;
    let count = tokens(q, i + 1)?;
    let outcome = if count == 1 {
        proxy.linda.store.send(&key, &mut Some(Value::Bool(true)), deadline, &proxy.env.waiter)
    } else {
        let mut tokens = vec![Value::Bool(true); count];
        proxy.linda.store.send(&key, &mut tokens, deadline, &proxy.env.waiter)
    };
    match outcome {
        SendOutcome::Sent => q.push_bool(true),
        SendOutcome::TimedOut => q.push_bool(false),
        SendOutcome::Restricted => return results::restricted(),
        SendOutcome::Cancelled(how) => return cancelled(q, how),
    }
    Ok(Done(1))
}

/// `__release(linda, key, count)`: takes that many tokens back, waiting until there are as many. True, or `cancel_error`.
pub fn release(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let key = args::key(q, proxy, 2)?;
    let count = tokens(q, 3)?;
    let (store, waiter) = (&proxy.linda.store, &proxy.env.waiter);
    match store.receive_batched(&key, count, count, Deadline::Never, waiter, &mut Vec::new()) {
        ReceiveOutcome::Received(()) => q.push_bool(true),
        ReceiveOutcome::TimedOut => q.push_bool(false),
        ReceiveOutcome::Restricted => return results::restricted(),
        ReceiveOutcome::Cancelled(how) => return cancelled(q, how),
    }
    Ok(Done(1))
}

/// The number of tokens at `i`.
fn tokens(q: Quiet<'_>, i: c_int) -> Result<usize, Fault> {
    let count = args::count(q, i, 1, "count should be >= 1")?;
    if count > MOST_TOKENS { Err(Fault::Arg(i, "too many tokens".to_owned())) } else { Ok(count) }
}

/// More tokens than any lock has; each is a value of the slot.
const MOST_TOKENS: usize = 1 << 24;

/// `lanes.genlock(linda, key [, N = 1])`: empties the slot, limits it, and returns the lock function.
pub fn genlock(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let key = args::key(q, proxy, 2)?;
    let tokens = if q.kind(3).is_none_or_nil() { 1.0 } else { q.check_number(3)? };
    if tokens.is_nan() {
        return Err(Fault::Arg(3, "number of tokens is not a number (nan)".to_owned()));
    }
    let store = &proxy.linda.store;
    let limit = args::limit_of(tokens);
    let set = store.set(&key, &mut Vec::new()).and_then(|_| Ok(store.set_limit(&key, limit)?));
    if let Err(why) = set {
        return refused(q, why);
    }
    q.set_top(2);
    q.push_num(tokens);
    crate::api::call_factory(q, "genlock", 3, &[methods::ACQUIRE, methods::RELEASE])
}

/// `lanes.genatomic(linda, key [, initial = 0.0])`: limits the slot, sets it, and returns the atomic function.
pub fn genatomic(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let key = args::key(q, proxy, 2)?;
    let initial = match q.kind(3) {
        kind if kind.is_none_or_nil() => Value::Num(0.0),
        _ if q.is_integer(3) => Value::Int(q.check_integer(3)?),
        _ => Value::Num(q.check_number(3)?),
    };
    let store = &proxy.linda.store;
    let set = store
        .set_limit(&key, Some(2))
        .map_err(Refused::from)
        .and_then(|_| store.set(&key, &mut Some(initial)));
    if let Err(why) = set {
        return refused(q, why);
    }
    q.set_top(2);
    crate::api::call_factory(q, "genatomic", 2, &[methods::ADD])
}

fn refused(q: Quiet<'_>, why: Refused) -> Outcome {
    match why {
        Refused::Cancelled => cancelled(q, Cancelled::Soft),
        Refused::Restricted => results::restricted(),
    }
}
