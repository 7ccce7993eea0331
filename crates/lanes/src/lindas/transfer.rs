//! `send` and `receive`: the two that wait.

use super::{BATCHED, NULL, Proxy, args, check, results};
use crate::boundary::{Done, Fault, Finish, Kind, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::value::{Key, Short, Value, push_value, push_values, read_value, read_values};
use ::linda::{Deadline, ReceiveOutcome, SendOutcome};
use std::ffi::c_int;
use std::sync::Arc;

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

/// `linda:send([timeout,] [linda.null,] key, value ..)`: true when stored; when there was no room in time, false (in 4.x
/// nil and "timeout"); `cancel_error` when cancelled (in 4.x after nil). The marker for a single nil is 3.x's.
pub fn send(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let dialect = proxy.env.universe.dialect();
    let (deadline, mut i) = args::deadline(q, dialect)?;
    let marked = dialect == Dialect::V3 && is_null(q, i) && q.top() > i;
    if marked {
        i += 1;
    }
    let key = args::key(q, proxy, i)?;
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
        SendOutcome::TimedOut => return results::send_timed_out(q, dialect),
        SendOutcome::Restricted => return results::restricted(),
        SendOutcome::Cancelled(how) => return results::cancelled(q, dialect, how),
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

/// What `receive` gives.
#[derive(Clone, Copy)]
pub enum Received {
    /// That many results, on the stack.
    Pushed(c_int),
    /// The key, on the stack, and a short string.
    Text(Short),
}

impl Finish for Received {
    #[inline]
    fn finish(self, r: Raising<'_>) -> c_int {
        match self {
            Received::Pushed(n) => n,
            Received::Text(text) => {
                r.push_bytes(text.as_bytes());
                2
            }
        }
    }
}

impl From<Done> for Received {
    fn from(done: Done) -> Received {
        Received::Pushed(done.0)
    }
}

/// `linda:receive([timeout,] key ..)`: the key and the value; nothing when none came in time (in 4.x nil and "timeout");
/// `cancel_error` when cancelled (in 4.x after nil). In 3.x also the batched form, which begins with `linda.batched`.
pub fn receive(q: Quiet<'_>) -> Result<Received, Fault> {
    let proxy = check(q, 1)?;
    let dialect = proxy.env.universe.dialect();
    let (deadline, i) = args::deadline(q, dialect)?;
    if dialect == Dialect::V3 && q.bytes(i) == Some(BATCHED) {
        return batch(q, proxy, deadline, i + 1).map(Received::from);
    }
    let store = &proxy.linda.store;
    let waiter = &proxy.env.waiter;
    if q.top() == i {
        let key = args::key(q, proxy, i)?;
        let outcome = store.receive(std::slice::from_ref(&key), deadline, waiter);
        return received(q, proxy, i, std::slice::from_ref(&key), outcome);
    }
    if q.top() < i && (dialect == Dialect::V3 || deadline == Deadline::Never) {
        // The error of a missing key. With a timeout, 4.x lets that pass.
        args::key(q, proxy, i)?;
    }
    let mut keys = Vec::with_capacity(usize::try_from(q.top() - i + 1).unwrap_or_default());
    for at in i..=q.top() {
        keys.push(args::key(q, proxy, at)?);
    }
    let outcome = store.receive(&keys, deadline, waiter);
    received(q, proxy, i, &keys, outcome)
}

/// Answers a receive on these keys, which stand at `i` and up.
#[inline]
fn received(
    q: Quiet<'_>,
    proxy: &Proxy,
    i: c_int,
    keys: &[Key],
    outcome: ReceiveOutcome<(usize, Value)>,
) -> Result<Received, Fault> {
    match outcome {
        ReceiveOutcome::Received((at, value)) => {
            q.push_value(i + c_int::try_from(at).unwrap_or_default());
            // 4.x puts back what could not be rebuilt, so there the push is protected.
            if let Value::Short(text) = value
                && proxy.env.universe.dialect() == Dialect::V3
            {
                return Ok(Received::Text(text));
            }
            match push_value(q, &proxy.env, &value, "linda") {
                Ok(()) => Ok(Received::Pushed(2)),
                Err(fault) => not_received(q, fault, &keys[at], vec![value]).map(Received::from),
            }
        }
        ReceiveOutcome::TimedOut => {
            results::receive_timed_out(q, proxy.env.universe.dialect()).map(Received::from)
        }
        ReceiveOutcome::Restricted => results::restricted(),
        ReceiveOutcome::Cancelled(how) => {
            results::cancelled(q, proxy.env.universe.dialect(), how).map(Received::from)
        }
    }
}

/// Values that could not be rebuilt here: in 3.x they are consumed, in 4.x the linda gets them back.
#[cold]
fn not_received(q: Quiet<'_>, fault: Fault, key: &Key, mut values: Vec<Value>) -> Outcome {
    // What was decoded before the failure may have called the proxy's finalizer.
    if let Some(proxy) = super::proxy::proxy(*q, 1)
        && proxy.env.universe.dialect() == Dialect::V4
    {
        proxy.linda.store.put_back(key, &mut values);
    }
    Err(fault)
}

/// `linda:receive_batched([timeout,] key, min [, max])`: the key and the values, else as `receive`.
pub fn receive_batched(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    let (deadline, i) = args::deadline(q, proxy.env.universe.dialect())?;
    batch(q, proxy, deadline, i)
}

fn batch(q: Quiet<'_>, proxy: &Proxy, deadline: Deadline, i: c_int) -> Outcome {
    let dialect = proxy.env.universe.dialect();
    let key = args::key(q, proxy, i)?;
    let complaint = if dialect == Dialect::V3 { "min should be >= 1" } else { "bad min count" };
    let min = args::count(q, i + 1, 1, complaint)?;
    let max = match q.kind(i + 2) {
        kind if kind.is_none_or_nil() => min,
        _ => usize::try_from(q.check_integer(i + 2)?.max(0)).unwrap_or(usize::MAX),
    };
    if min > max {
        let complaint = "batched min/max error".to_owned();
        return Err(if dialect == Dialect::V3 {
            Fault::Error(complaint)
        } else {
            Fault::Arg(i + 2, complaint)
        });
    }
    let mut values = Vec::new();
    let store = &proxy.linda.store;
    match store.receive_batched(&key, min, max, deadline, &proxy.env.waiter, &mut values) {
        ReceiveOutcome::Received(()) => {
            q.push_value(i);
            match push_all(q, proxy, &values) {
                Ok(n) => Ok(Done(n + 1)),
                Err(fault) => not_received(q, fault, &key, values),
            }
        }
        ReceiveOutcome::TimedOut => results::receive_timed_out(q, dialect),
        ReceiveOutcome::Restricted => results::restricted(),
        ReceiveOutcome::Cancelled(how) => results::cancelled(q, dialect, how),
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
