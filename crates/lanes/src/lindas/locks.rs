//! The operations behind `genatomic` (add to a slot's number in a single step) and `genlock` (take several tokens at
//! once; a lock is a slot with a limit, taken by sending and released by receiving).

use super::transfer::cancelled;
use super::{args, check};
use crate::boundary::{Done, Fault, Outcome, Quiet};
use crate::value::Value;
use ::linda::{Deadline, SendOutcome, UpdateOutcome};

/// `linda:__add(key, diff)`: adds to the number in front of the slot, waiting while the slot is full, and returns the
/// sum. The slot then holds the sum alone.
pub fn add(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let key = args::key(q, 2)?;
    let diff = if q.is_integer(3) { Value::Int(q.check_integer(3)?) } else { Value::Num(q.check_number(3)?) };
    let sum = |front: Option<&Value>| plus(front, &diff);
    match proxy.linda.store.update(&key, Deadline::Never, &proxy.env.waiter, sum) {
        UpdateOutcome::Updated(Value::Int(n)) => q.push_int(n),
        UpdateOutcome::Updated(Value::Num(n)) => q.push_num(n),
        UpdateOutcome::Updated(_) | UpdateOutcome::TimedOut => q.push_nil(),
        UpdateOutcome::Failed(what) => {
            return Err(Fault::Error(format!("attempt to perform arithmetic on a {what} value")));
        }
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
        Some(Value::Short(_) | Value::Bytes(_)) => Err("string"),
        Some(Value::Light(_)) => Err("userdata"),
        Some(Value::Packed(..)) => Err("table"),
    }
}

/// `linda:__acquire(timeout, key, count)`: sends that many tokens at once. Returns as `send` does.
pub fn acquire(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let (deadline, i) = args::deadline(q)?;
    let key = args::key(q, i)?;
    let count = args::count(q, i + 1, 1, "count should be >= 1")?;
    if count > MOST_TOKENS {
        return Err(Fault::Arg(i + 1, "too many tokens".to_owned()));
    }
    let mut tokens = vec![Value::Bool(true); count];
    match proxy.linda.store.send(&key, &mut tokens, deadline, &proxy.env.waiter) {
        SendOutcome::Sent => q.push_bool(true),
        SendOutcome::TimedOut => q.push_bool(false),
        SendOutcome::Cancelled(how) => return cancelled(q, how),
    }
    Ok(Done(1))
}

/// More tokens than any lock has; each is a value of the slot.
const MOST_TOKENS: usize = 1 << 24;

/// `lanes.genlock(linda, key [, N = 1])`: empties the slot, limits it, and returns the lock function.
pub fn genlock(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let key = args::key(q, 2)?;
    let tokens = if q.kind(3).is_none_or_nil() { 1.0 } else { q.check_number(3)? };
    if tokens.is_nan() {
        return Err(Fault::Arg(3, "number of tokens is not a number (nan)".to_owned()));
    }
    let store = &proxy.linda.store;
    let limit = super::methods::limit_of(tokens);
    if let Err(how) = store.set(&key, &mut Vec::new()).and_then(|_| store.set_limit(&key, limit)) {
        return cancelled(q, how);
    }
    q.set_top(2);
    q.push_num(tokens);
    crate::api::call_factory(q, "genlock", 3)
}

/// `lanes.genatomic(linda, key [, initial = 0.0])`: limits the slot, sets it, and returns the atomic function.
pub fn genatomic(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let key = args::key(q, 2)?;
    let initial = match q.kind(3) {
        kind if kind.is_none_or_nil() => Value::Num(0.0),
        _ if q.is_integer(3) => Value::Int(q.check_integer(3)?),
        _ => Value::Num(q.check_number(3)?),
    };
    let store = &proxy.linda.store;
    let set = store.set_limit(&key, Some(2)).and_then(|_| store.set(&key, &mut Some(initial)));
    if let Err(how) = set {
        return cancelled(q, how);
    }
    q.set_top(2);
    crate::api::call_factory(q, "genatomic", 2)
}
