//! Waiting for a lane and reading what it left. The ending is decoded once and kept with the handle; the dialects shape
//! what comes of it.

use super::Ending;
use super::handle::Handle;
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::value::push_values;
use ::linda::{Deadline, Waited};
use std::ffi::c_int;

/// How a lane ended, for the one who reads it. The values are in the table that is pushed: results, or error and stack.
pub enum Read {
    /// It returned so many values.
    Returned(c_int),
    /// It failed.
    Failed,
    /// It was cancelled: nil is there instead of a table.
    Cancelled,
}

/// Pushes the elements from `first` on, `n` of them, of the table on top.
pub fn push_results(q: Quiet<'_>, first: i32, n: c_int) -> Outcome {
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

/// Waits for the lane's end, or for its being told to die. A coroutine lane that stands at a yield is ended there. False
/// if that did not happen in time. A joining lane that is told to die raises.
pub fn wait(q: Quiet<'_>, handle: &Handle, deadline: Deadline) -> Result<bool, Fault> {
    let lane = &handle.lane;
    let mut ends = !lane.life.yields();
    loop {
        if lane.life.is_killed() {
            return Ok(true);
        }
        let waiter = &handle.env.waiter;
        let ended = lane.life.ended();
        let waited = if ends { ended.wait(deadline, waiter) } else { ended.wait_or_pause(deadline, waiter) };
        match waited {
            Waited::Done => return Ok(true),
            Waited::TimedOut => return Ok(lane.life.is_killed()),
            Waited::Killed => return interrupted(q, handle).map(|()| false),
            // Somebody else may have given it its turn: then it is waited for again.
            Waited::Paused => ends = lane.life.end_at_yield(),
        }
    }
}

/// Waits until the lane stands at a yield. False if it has ended before that.
pub fn wait_for_turn(q: Quiet<'_>, handle: &Handle) -> Result<bool, Fault> {
    match handle.lane.life.ended().wait_or_pause(Deadline::Never, &handle.env.waiter) {
        Waited::Paused => Ok(true),
        Waited::Done | Waited::TimedOut => Ok(false),
        Waited::Killed => interrupted(q, handle).map(|()| false),
    }
}

/// Answers for a state whose wait was interrupted; raises for a lane that is told to die while it waits for another.
fn interrupted(q: Quiet<'_>, handle: &Handle) -> Result<(), Fault> {
    if let Some(answer) = crate::interrupt::answer(q, &handle.env.waiter) {
        return answer.map(drop);
    }
    q.push_light(crate::lindas::CANCEL_ERROR as *mut std::ffi::c_void);
    Err(Fault::OnStack)
}

/// Pushes the table with the lane's results or error, decoding it the first time.
pub fn read(q: Quiet<'_>, handle: &Handle) -> Result<Read, Fault> {
    let Some(ending) = handle.lane.life.read() else { return Ok(Read::Cancelled) };
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
    if r.kind(-1) != Kind::Table {
        r.pop(1);
        r.create_table(0, 1);
        r.push_value(-1);
        r.set_uservalue(1);
    }
    r.push_value(2);
    r.set_field(-2, "results");
    0
}
