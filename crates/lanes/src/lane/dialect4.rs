//! Lane handles as 4.x has them: how arguments are read, what results look like.

use super::Trace;
use super::cancel::{self, Hook, Order};
use super::dialect3::nil_and;
use super::handle::{Handle, check};
use super::join::{self, Read, push_results};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, to_text};
use crate::ffi;
use crate::lindas::CANCEL_ERROR;
use ::linda::{Deadline, Request};
use std::ffi::{c_int, c_void};

/// `h:join([timeout])`: `true` and the results; `nil, error [, stack]`; `nil, cancel_error`; `nil, "timeout"`.
pub fn join(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    let deadline = read_timeout(q)?;
    if !join::wait(q, handle, deadline)? {
        return nil_and(q, "timeout");
    }
    match ending(q, handle)? {
        Read::Cancelled => {
            q.push_nil();
            q.push_light(CANCEL_ERROR as *mut c_void);
            Ok(Done(2))
        }
        Read::Returned(n) => {
            q.push_bool(true);
            q.insert(-2);
            let Done(n) = push_results(q, 1, n)?;
            Ok(Done(n + 1))
        }
        Read::Failed => {
            q.push_nil();
            q.insert(-2);
            let stored = stored_errors(q, handle);
            let Done(n) = push_results(q, 1, stored)?;
            Ok(Done(n + 1))
        }
    }
}

/// The argument of `join`: nil for ever, or seconds.
fn read_timeout(q: Quiet<'_>) -> Result<Deadline, Fault> {
    match q.kind(2) {
        Kind::None | Kind::Nil => Ok(Deadline::Never),
        Kind::Number => match q.number(2) {
            Some(secs) if secs >= 0.0 => Ok(Deadline::after_secs(secs)),
            _ => Err(Fault::Arg(2, "duration cannot be < 0".to_owned())),
        },
        _ => Err(Fault::Arg(2, "incorrect duration type".to_owned())),
    }
}

/// As [`join::read`]. A lane that was told to die counts as cancelled.
fn ending(q: Quiet<'_>, handle: &Handle) -> Result<Read, Fault> {
    if handle.lane.life.is_killed() {
        q.push_nil();
        return Ok(Read::Cancelled);
    }
    join::read(q, handle)
}

/// How many values there are of a failure, whose table is on top: the error, and the stack if there is one.
fn stored_errors(q: Quiet<'_>, handle: &Handle) -> c_int {
    if handle.lane.trace == Trace::Minimal {
        return 1;
    }
    let has_stack = q.raw_geti(-1, 2) != Kind::Nil;
    q.pop(1);
    if has_stack { 2 } else { 1 }
}

/// `h[n]`
pub fn index(q: Quiet<'_>, handle: &Handle) -> Outcome {
    let at = place(q);
    join::wait(q, handle, Deadline::Never)?;
    match ending(q, handle)? {
        Read::Cancelled => match at {
            0 => q.push_int(2),
            2 => q.push_light(CANCEL_ERROR as *mut c_void),
            _ => q.push_nil(),
        },
        Read::Returned(count) => match at {
            0 => q.push_int(i64::from(count)),
            at if at >= 1 && at <= count => {
                q.raw_geti(-1, at);
            }
            _ => q.push_nil(),
        },
        Read::Failed if at < 0 => {
            q.raw_geti(-1, 1);
        }
        // The values are nil, the error, and the stack.
        Read::Failed if at <= 1 + stored_errors(q, handle) => return raise(q),
        Read::Failed => q.push_nil(),
    }
    Ok(Done(1))
}

/// The key at 2 as an index. A fraction counts as 0 where Lua has integers, and is cut off elsewhere.
#[allow(clippy::cast_possible_truncation, reason = "saturating: nothing is stored so far out")]
fn place(q: Quiet<'_>) -> i32 {
    match q.integer(2) {
        Some(n) => n.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32,
        None if ffi::HAS_INTEGERS => 0,
        None => q.number(2).unwrap_or_default() as i32,
    }
}

/// Raises the lane's error as `error(e, 2)` does where the lane is indexed; the results table is on top.
fn raise(q: Quiet<'_>) -> Outcome {
    q.raw_geti(-1, 1);
    if ffi::HAS_FENV && q.kind(-1) != Kind::String {
        q.protected(1, 1, &mut (), |r, ()| {
            r.push_tostring(-1);
            1
        })?;
    }
    Err(if q.kind(-1) == Kind::String { Fault::OnStackWhere } else { Fault::OnStack })
}

/// `h:cancel([mode [, hookcount]] [, timeout] [, wake_lane])`
pub fn cancel(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    cancel::answer(q, handle, &read_order(q)?)
}

/// From left to right: each argument that is understood is taken.
fn read_order(q: Quiet<'_>) -> Result<Order, Fault> {
    let fail = |text: String| Err(Fault::Error(text));
    let mut i = 2;
    let mut order =
        Order { request: Request::Hard, wake: true, hook: None, timeout: Deadline::Never, kill_after: None };
    if let Some(mode) = q.bytes(i) {
        i += 1;
        match mode {
            b"soft" => (order.request, order.wake) = (Request::Soft, false),
            b"hard" => {}
            _ => {
                order.hook = Some(read_hook(q, mode, i)?);
                i += 1;
            }
        }
    }
    match q.kind(i) {
        Kind::Number => {
            let secs = q.number(i).filter(|secs| *secs >= 0.0);
            let Some(secs) = secs else { return fail("Duration cannot be < 0".to_owned()) };
            order.timeout = Deadline::after_secs(secs);
            i += 1;
        }
        Kind::Nil => i += 1,
        _ => {}
    }
    match q.kind(i) {
        Kind::None => return Ok(order),
        Kind::Boolean => order.wake = q.truthy(i),
        kind => {
            return fail(format!("Boolean expected for wake_lane argument, got {}", kind.name()));
        }
    }
    if q.top() > i { fail("Too many arguments".to_owned()) } else { Ok(order) }
}

/// The hook of a mode, with its count at `i`.
fn read_hook(q: Quiet<'_>, mode: &[u8], i: c_int) -> Result<Hook, Fault> {
    let unknown = || Fault::Error(format!("Invalid cancel operation '{}'", to_text(mode)));
    Hook::from_mode(mode, 1).ok_or_else(unknown)?;
    if q.kind(i) != Kind::Number {
        return Err(Fault::Error("Hook count expected".to_owned()));
    }
    let count = q.number(i).filter(|count| *count >= 1.0);
    let Some(count) = count else { return Err(Fault::Error("Hook count cannot be < 1".to_owned())) };
    #[allow(clippy::cast_possible_truncation, reason = "saturating: so many events never come")]
    let count = count as c_int;
    Hook::from_mode(mode, count).ok_or_else(unknown)
}
