//! How the outcomes of the operations look to Lua, in each dialect. Results only: what an operation does is the same in
//! both.

use super::{CANCEL_ERROR, Proxy};
use crate::boundary::{Done, Fault, Outcome, Quiet};
use crate::dialect::Dialect;
use ::linda::{Cancelled, Changed, Fill, Refused, Restriction};
use std::ffi::{c_int, c_void};

fn push_cancel_error(q: Quiet<'_>) {
    q.push_light(CANCEL_ERROR as *mut c_void);
}

/// A cancelled operation: gives `cancel_error` for a soft request (after nil, in 4.x), raises it for a hard one.
pub fn cancelled(q: Quiet<'_>, dialect: Dialect, how: Cancelled) -> Outcome {
    if let Some(answer) = crate::env::Env::of(*q).and_then(|env| crate::interrupt::answer(q, &env.waiter)) {
        return answer;
    }
    let after_nil = dialect == Dialect::V4 && how == Cancelled::Soft;
    if after_nil {
        q.push_nil();
    }
    push_cancel_error(q);
    match how {
        Cancelled::Soft => Ok(Done(1 + c_int::from(after_nil))),
        Cancelled::Hard => Err(Fault::OnStack),
    }
}

/// An operation on a slot that is for other operations.
#[cold]
pub fn restricted<T>() -> Result<T, Fault> {
    Err(Fault::Error("Key is restricted".to_owned()))
}

/// An operation that never waits and did nothing.
#[cold]
pub fn refused(q: Quiet<'_>, proxy: &Proxy, why: Refused) -> Outcome {
    match why {
        Refused::Cancelled => cancelled(q, proxy.env.universe.dialect(), Cancelled::Soft),
        Refused::Restricted => restricted(),
    }
}

/// A send that found no room in time: false, or nil and "timeout".
pub fn send_timed_out(q: Quiet<'_>, dialect: Dialect) -> Outcome {
    if dialect == Dialect::V3 {
        q.push_bool(false);
        return Ok(Done(1));
    }
    timed_out(q)
}

/// A receive that found nothing in time: nothing, or nil and "timeout".
pub fn receive_timed_out(q: Quiet<'_>, dialect: Dialect) -> Outcome {
    if dialect == Dialect::V3 {
        return Ok(Done(0));
    }
    timed_out(q)
}

fn timed_out(q: Quiet<'_>) -> Outcome {
    q.push_nil();
    q.push_text(b"timeout")?;
    Ok(Done(2))
}

/// `set` and `limit`: true if senders got room, else nothing; in 4.x that as a boolean, and how full the slot is.
pub fn changed(q: Quiet<'_>, dialect: Dialect, changed: Changed) -> Outcome {
    if dialect == Dialect::V3 {
        if !changed.freed {
            return Ok(Done(0));
        }
        q.push_bool(true);
        return Ok(Done(1));
    }
    q.push_bool(changed.freed);
    push_fill(q, changed.fill)?;
    Ok(Done(2))
}

/// Pushes how full a slot is.
pub fn push_fill(q: Quiet<'_>, fill: Fill) -> Result<(), Fault> {
    q.push_text(match fill {
        Fill::Under => b"under",
        Fill::Exact => b"exact",
        Fill::Over => b"over",
    })
}

/// What a restriction is called.
pub fn restriction_name(restriction: Restriction) -> &'static str {
    match restriction {
        Restriction::None => "none",
        Restriction::SetGet => "set/get",
        Restriction::SendReceive => "send/receive",
    }
}
