//! Reading what a lane left: `h:join()` and `h[n]`. The ending is decoded once and kept with the handle.

use super::Ending;
use super::handle::{Handle, check};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::value::push_values;
use ::linda::{Deadline, Waited};
use std::ffi::c_int;
use std::sync::atomic::Ordering;

/// How a lane ended, for the one who reads it. The values are in the table that is pushed: results, or error and stack.
enum Read {
    Returned(c_int),
    Failed,
    Cancelled,
}

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
    if !wait(q, handle, deadline)? {
        q.push_nil();
        q.push_text(b"timeout")?;
        return Ok(Done(2));
    }
    if handle.lane.is_killed() {
        q.push_nil();
        q.push_text(b"killed")?;
        return Ok(Done(2));
    }
    match read(q, handle)? {
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

/// Pushes the elements from `first` on, `n` of them, of the table on top.
fn push_results(q: Quiet<'_>, first: i32, n: c_int) -> Outcome {
    if !q.check_stack(n.saturating_add(8)) {
        return Err(Fault::Error("Cannot grow stack!".to_owned()));
    }
    let table = q.top();
    for at in first..first + n {
        q.raw_geti(table, at);
    }
    q.remove(table);
    Ok(Done(n))
}

/// Waits for the lane's end, or for its being told to die. A joining lane that is told to die raises.
fn wait(q: Quiet<'_>, handle: &Handle, deadline: Deadline) -> Result<bool, Fault> {
    let lane = &handle.lane;
    if lane.is_killed() {
        return Ok(true);
    }
    match lane.ended.wait(deadline, &handle.env.waiter) {
        Waited::Done => Ok(true),
        Waited::TimedOut => Ok(lane.is_killed()),
        Waited::Killed => {
            if let Some(answer) = crate::interrupt::answer(q, &handle.env.waiter) {
                return answer.map(|_| false);
            }
            q.push_light(crate::lindas::CANCEL_ERROR as *mut std::ffi::c_void);
            Err(Fault::OnStack)
        }
    }
}

/// Pushes the table with the lane's results or error, decoding it the first time.
fn read(q: Quiet<'_>, handle: &Handle) -> Result<Read, Fault> {
    let Some(ending) = handle.lane.ending() else { return Ok(Read::Cancelled) };
    handle.lane.read.store(true, Ordering::Release);
    let (packet, read) = match &*ending {
        Ending::Cancelled => {
            q.push_nil();
            return Ok(Read::Cancelled);
        }
        Ending::Uncopyable(text) => return Err(Fault::Error(text.clone())),
        Ending::Returned(packet) => {
            (packet, Read::Returned(c_int::try_from(packet.count()).unwrap_or(c_int::MAX)))
        }
        Ending::Failed(packet) => (packet, Read::Failed),
    };
    q.get_uservalue(1);
    q.push_value(-1);
    let cached = q.protected(1, 1, &mut (), |r, ()| {
        if r.kind(1) == Kind::Table {
            r.get_field(1, "results")
        } else {
            Kind::Nil
        };
        if r.kind(-1) != Kind::Table {
            r.push_nil();
        }
        1
    });
    cached?;
    if q.kind(-1) == Kind::Table {
        q.remove(-2);
        return Ok(read);
    }
    q.pop(2);
    let n = push_values(q, &handle.env, packet, "")?;
    q.protected(n, 1, &mut { n }, collect)?;
    q.push_value(1);
    q.push_value(-2);
    q.protected(2, 0, &mut (), keep)?;
    Ok(read)
}

/// Makes a table of the values on the stack.
fn collect(r: Raising<'_>, n: &mut c_int) -> c_int {
    r.need_stack(4);
    r.create_table(usize::try_from(*n).unwrap_or_default(), 0);
    r.insert(1);
    for at in (1..=*n).rev() {
        r.raw_seti(1, at);
    }
    1
}

/// Keeps the table at 2 with the handle at 1.
fn keep(r: Raising<'_>, (): &mut ()) -> c_int {
    r.get_uservalue(1);
    if r.kind(-1) != Kind::Table || !is_ours(r) {
        r.pop(1);
        r.create_table(0, 1);
        r.push_value(-1);
        r.set_uservalue(1);
    }
    r.push_value(2);
    r.set_field(-2, "results");
    0
}

/// On 5.1 a userdata without a user value of its own has its creator's environment instead.
fn is_ours(r: Raising<'_>) -> bool {
    if !crate::ffi::HAS_FENV {
        return true;
    }
    let ours = r.get_field(-1, "gc_cb") == Kind::Function || r.get_field(-2, "results") == Kind::Table;
    r.set_top(r.top() - if ours && r.kind(-1) == Kind::Function { 1 } else { 2 });
    ours
}

/// `h[n]`
pub fn index(q: Quiet<'_>, handle: &Handle) -> Outcome {
    let n = q.integer(2);
    wait(q, handle, Deadline::Never)?;
    if handle.lane.is_killed() {
        push_or_nil(q, n == Some(0), |q| q.push_bool(true));
        return Ok(Done(1));
    }
    let at = n.and_then(|n| i32::try_from(n).ok());
    match read(q, handle)? {
        Read::Cancelled => push_or_nil(q, n == Some(0), |q| q.push_bool(true)),
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

fn push_or_nil(q: Quiet<'_>, wanted: bool, push: impl FnOnce(Quiet<'_>)) {
    if wanted { push(q) } else { q.push_nil() }
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
    Err(Fault::Error(q.describe(-1)))
}
