//! `send` and `receive`: the two that wait.

use super::{BATCHED, NULL, Proxy, args, check};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet};
use crate::env::Env;
use crate::lindas::CANCEL_ERROR;
use crate::value::{Key, Value, push_value, push_values, read_value, read_values};
use ::linda::{Cancelled, Deadline, ReceiveOutcome, SendOutcome};
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// Answers a cancelled operation: returns the sentinel for a soft request, raises it for a hard one.
pub fn cancelled(q: Quiet<'_>, how: Cancelled) -> Outcome {
    q.push_light(CANCEL_ERROR as *mut c_void);
    match how {
        Cancelled::Soft => Ok(Done(1)),
        Cancelled::Hard => Err(Fault::OnStack),
    }
}

fn is_null(q: Quiet<'_>, i: c_int) -> bool {
    q.kind(i) == Kind::Light && q.userdata(i) as usize == NULL
}

/// A top-level `linda.null` stands for nil.
fn unmask(value: Value) -> Value {
    match value {
        Value::Light(NULL) => Value::Nil,
        other => other,
    }
}

/// `linda:send([timeout,] [linda.null,] key, value ..)`: true when stored, false when there was no room in time,
/// `cancel_error` when cancelled.
pub fn send(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let (deadline, mut i) = args::deadline(q)?;
    let marked = is_null(q, i) && q.top() > i;
    if marked {
        i += 1;
    }
    let key = args::key(q, i)?;
    let outcome = match q.top() - i {
        0 if marked => proxy.linda.store.send(&key, &mut Some(Value::Nil), deadline, &proxy.env.waiter),
        0 => return Err(Fault::Error("no data to send".to_owned())),
        1 => {
            let mut value = Some(unmask(read_value(q, &proxy.env, i + 1, 2)?));
            let proxy = check(q, 1)?;
            proxy.linda.store.send(&key, &mut value, deadline, &proxy.env.waiter)
        }
        n => {
            let mut values = values(q, proxy, i + 1, n)?;
            let proxy = check(q, 1)?;
            proxy.linda.store.send(&key, &mut values, deadline, &proxy.env.waiter)
        }
    };
    match outcome {
        SendOutcome::Sent => q.push_bool(true),
        SendOutcome::TimedOut => q.push_bool(false),
        SendOutcome::Cancelled(how) => return cancelled(q, how),
    }
    Ok(Done(1))
}

/// The `n` values from `first` on, as one transmission. Metamethods and finalizers may have run when it returns, and a
/// script with the debug library may have called the proxy's own: check the linda again.
pub fn values(q: Quiet<'_>, proxy: &Proxy, first: c_int, n: c_int) -> Result<Vec<Value>, Fault> {
    let mut values = read_values(q, &proxy.env, first, n, 2)?;
    for value in &mut values {
        if matches!(value, Value::Light(NULL)) {
            *value = Value::Nil;
        }
    }
    Ok(values)
}

/// `linda:receive([timeout,] key ..)` and `linda:receive([timeout,] linda.batched, key, min [, max])`: the key and the
/// value(s), nothing when none came in time, `cancel_error` when cancelled.
pub fn receive(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let (deadline, i) = args::deadline(q)?;
    if q.bytes(i) == Some(BATCHED) {
        return receive_batched(q, proxy, deadline, i + 1);
    }
    let first = args::key(q, i)?;
    let store = &proxy.linda.store;
    let waiter = &proxy.env.waiter;
    let outcome = if q.top() == i {
        store.receive(std::slice::from_ref(&first), deadline, waiter)
    } else {
        let mut keys = Vec::with_capacity(usize::try_from(q.top() - i + 1).unwrap_or_default());
        keys.push(first);
        for at in i + 1..=q.top() {
            keys.push(args::key(q, at)?);
        }
        store.receive(&keys, deadline, waiter)
    };
    match outcome {
        ReceiveOutcome::Received((at, value)) => {
            q.push_value(i + c_int::try_from(at).unwrap_or_default());
            push_value(q, &proxy.env, &value, "linda")?;
            Ok(Done(2))
        }
        ReceiveOutcome::TimedOut => Ok(Done(0)),
        ReceiveOutcome::Cancelled(how) => cancelled(q, how),
    }
}

fn receive_batched(q: Quiet<'_>, proxy: &Proxy, deadline: Deadline, i: c_int) -> Outcome {
    let key: Key = args::key(q, i)?;
    let min = args::count(q, i + 1, 1, "min should be >= 1")?;
    let max =
        if q.kind(i + 2).is_none_or_nil() { min } else { args::count(q, i + 2, 1, "max should be >= 1")? };
    if min > max {
        return Err(Fault::Arg(i + 2, "batched min/max error".to_owned()));
    }
    let mut values = Vec::new();
    let store = &proxy.linda.store;
    match store.receive_batched(&key, min, max, deadline, &proxy.env.waiter, &mut values) {
        ReceiveOutcome::Received(()) => {
            q.push_value(i);
            let n = push_all(q, proxy, &values)?;
            Ok(Done(n + 1))
        }
        ReceiveOutcome::TimedOut => Ok(Done(0)),
        ReceiveOutcome::Cancelled(how) => cancelled(q, how),
    }
}

/// Pushes all of the values.
pub fn push_all(q: Quiet<'_>, proxy: &Proxy, values: &[Value]) -> Result<c_int, Fault> {
    let n = c_int::try_from(values.len()).unwrap_or(c_int::MAX);
    if !q.check_stack(n.saturating_add(8)) {
        return Err(Fault::Error("Cannot grow stack!".to_owned()));
    }
    // The state's data stays, whatever a metamethod does to the proxy meanwhile.
    let env: &Env = &proxy.env;
    let mut rest = values;
    while let Some((value, after)) = rest.split_first() {
        let together = together(rest);
        if together > 1 {
            push_together(q, env, &rest[..together])?;
            rest = &rest[together..];
        } else {
            push_value(q, env, value, "linda")?;
            rest = after;
        }
    }
    Ok(n)
}

/// How many values at the front are of one transmission whose values share objects. Simple ones in between count.
fn together(values: &[Value]) -> usize {
    let Some(Value::Packed(first, _)) = values.first() else { return 1 };
    if !first.entangled {
        return 1;
    }
    let fits = |v: &&Value| !matches!(v, Value::Packed(packet, _) if !Arc::ptr_eq(packet, first));
    values.iter().take_while(fits).count()
}

/// Pushes values of one transmission, which is decoded once, so that what they share stays shared.
fn push_together(q: Quiet<'_>, env: &Env, values: &[Value]) -> Result<(), Fault> {
    let base = q.top();
    let wanted = c_int::try_from(values.len()).unwrap_or(c_int::MAX);
    let mut count = 0;
    for value in values {
        let Value::Packed(packet, root) = value else {
            push_value(q, env, value, "linda")?;
            continue;
        };
        if count == 0 {
            count = push_values(q, env, packet, "linda")?;
            if !q.check_stack(wanted.saturating_add(8)) {
                return Err(Fault::Error("Cannot grow stack!".to_owned()));
            }
        }
        q.push_value(base + 1 + c_int::try_from(*root).unwrap_or_default());
    }
    // The wanted ones, each root once at most, go to the place of all.
    for i in 1..=wanted {
        q.push_value(base + count + i);
        q.replace(base + i);
    }
    q.set_top(base + wanted);
    Ok(())
}
