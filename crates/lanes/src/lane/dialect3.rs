//! Lane handles as 3.x has them: how arguments are read, what results look like.

use super::cancel::{self, Hook, Order};
use super::handle::{Handle, check};
use super::join::{self, Read, push_results};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, to_text};
use ::linda::{Deadline, Request};
use std::ffi::c_int;

/// `h:join([timeout])`: the results; `nil, error, stack`; nothing when cancelled; `nil, "timeout"`; `nil, "killed"`.
pub fn join(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    let deadline = match q.kind(2) {
        Kind::None | Kind::Nil => Deadline::Never,
        _ => {
            let secs = q.check_number(2)?;
            if secs.is_nan() {
                return Err(Fault::Arg(2, "timeout is not a number (nan)".to_owned()));
            }
            Deadline::after_secs(secs)
        }
    };
    if !join::wait(q, handle, deadline)? {
        return nil_and(q, "timeout");
    }
    if handle.lane.life.is_killed() {
        return nil_and(q, "killed");
    }
    match join::read(q, handle)? {
        Read::Cancelled => Ok(Done(0)),
        Read::Returned(n) => push_results(q, 1, n),
        Read::Failed => {
            q.push_nil();
            q.insert(-2);
            let Done(n) = push_results(q, 1, 2)?;
            Ok(Done(n + 1))
        }
    }
}

/// Returns nil and a word.
pub fn nil_and(q: Quiet<'_>, word: &str) -> Outcome {
    q.push_nil();
    q.push_text(word.as_bytes())?;
    Ok(Done(2))
}

/// `h[n]`
pub fn index(q: Quiet<'_>, handle: &Handle) -> Outcome {
    let n = q.integer(2);
    join::wait(q, handle, Deadline::Never)?;
    if handle.lane.life.is_killed() {
        return true_or_nil(q, n == Some(0));
    }
    let at = n.and_then(|n| i32::try_from(n).ok());
    match join::read(q, handle)? {
        Read::Cancelled => return true_or_nil(q, n == Some(0)),
        Read::Returned(count) => match at {
            Some(0) => q.push_bool(true),
            Some(at) if at >= 1 && at <= count => {
                q.raw_geti(-1, at);
            }
            _ => q.push_nil(),
        },
        Read::Failed => {
            if at == Some(-1) {
                q.raw_geti(-1, 1);
            } else if at == Some(0) && raised_before(q)? {
                q.push_bool(true);
            } else {
                return raise(q);
            }
        }
    }
    Ok(Done(1))
}

fn true_or_nil(q: Quiet<'_>, ended: bool) -> Outcome {
    if ended {
        q.push_bool(true)
    } else {
        q.push_nil()
    }
    Ok(Done(1))
}

/// Whether the error was raised by an earlier read; the results table is on top.
fn raised_before(q: Quiet<'_>) -> Result<bool, Fault> {
    q.push_value(-1);
    q.protected(1, 1, &mut (), |r, ()| {
        r.get_field(1, "raised");
        1
    })?;
    let raised = q.truthy(-1);
    q.pop(1);
    Ok(raised)
}

/// Raises the lane's error as a string; the results table is on top.
fn raise(q: Quiet<'_>) -> Outcome {
    q.protected(1, 1, &mut (), |r, ()| {
        r.push_bool(true);
        r.set_field(1, "raised");
        r.raw_geti(1, 1);
        r.push_tostring(-1);
        1
    })?;
    Err(Fault::OnStackWhere)
}

/// `h:cancel([mode [, hookcount]] [, timeout] [, flag [, kill_timeout]])`
pub fn cancel(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    cancel::answer(q, handle, &read_order(q)?)
}

/// The flag wakes with a soft request, and kills after a hard one.
fn read_order(q: Quiet<'_>) -> Result<Order, Fault> {
    let mut i = 2;
    let mut order =
        Order { request: Request::Hard, wake: true, hook: None, timeout: Deadline::Now, kill_after: None };
    if let Some(mode) = q.bytes(i) {
        i += 1;
        match mode {
            b"soft" => order.request = Request::Soft,
            b"hard" => {}
            _ => {
                order.hook = Some(read_hook(q, mode, i)?);
                i += 1;
            }
        }
    }
    let mut timeout = 0.0;
    if q.kind(i) == Kind::Number {
        timeout = q.check_number(i)?;
        if timeout.is_nan() || timeout < 0.0 {
            return Err(Fault::Error("cancel timeout cannot be < 0".to_owned()));
        }
        i += 1;
    }
    let flag = q.truthy(i) && q.kind(i) != Kind::None;
    let kill_timeout = if q.kind(i + 1).is_none_or_nil() { 0.0 } else { q.check_number(i + 1)? };
    if order.request == Request::Soft {
        order.wake = flag;
    } else if flag {
        order.kill_after = Some(kill_timeout);
    }
    order.timeout = Deadline::after_secs(timeout);
    Ok(order)
}

/// The hook of a mode, with its count at `i`.
fn read_hook(q: Quiet<'_>, mode: &[u8], i: c_int) -> Result<Hook, Fault> {
    let unknown = || Fault::Error(format!("invalid hook option {}", to_text(mode)));
    // `all` is of 4.x.
    let known = if mode == b"all" { None } else { Hook::from_mode(mode, 1) };
    known.ok_or_else(unknown)?;
    let count = if q.kind(i).is_none_or_nil() { 0 } else { q.check_integer(i)? };
    if count < 1 {
        return Err(Fault::Error("hook count cannot be < 1".to_owned()));
    }
    Hook::from_mode(mode, c_int::try_from(count).unwrap_or(c_int::MAX)).ok_or_else(unknown)
}
