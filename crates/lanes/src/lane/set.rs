//! The live lanes of a universe: what `lanes.threads` lists, and what closing the universe asks of them.

use super::Lane;
use super::cancel::{self, Hook};
use crate::boundary::{Done, Fault, Outcome, Quiet, Raising, to_bytes};
use crate::dialect::Dialect;
use ::linda::{Closing, Request, Roster, Waiter};
use std::ffi::c_int;
use std::time::Duration;

/// How much longer than the timeout closing waits for lanes that were told to die: those in Lua code die at once.
const LAST_GRACE: Duration = Duration::from_millis(100);

/// The lanes of a universe.
pub type LaneSet = Roster<Lane>;

/// Has all lanes end, as the dialect does that, with so much time for each of its requests. Tells whether all have ended.
pub fn end(lanes: &LaneSet, dialect: Dialect, timeout: Duration) -> bool {
    const EVERY_EVENT: Hook = Hook { mask: cancel::ALL_EVENTS, count: 1 };
    let requests: &[(Request, Option<Hook>)] = match dialect {
        Dialect::V3 => &[(Request::Hard, None)],
        Dialect::V4 => &[(Request::Soft, None), (Request::Hard, None), (Request::Hard, Some(EVERY_EVENT))],
    };
    lanes.end(requests, timeout, &Waiter::new(), |lane, (request, hook)| {
        cancel::request(lane, *request, true, *hook);
    })
}

/// Lets nothing start any more. Lanes that were started meanwhile get so much time to end; what then lives is told to die.
/// Gives the number of those that live on all the same.
pub fn close(lanes: &LaneSet, timeout: Duration) -> usize {
    let closing = Closing { timeout, grace: LAST_GRACE };
    lanes.close(
        closing,
        &Waiter::new(),
        |lane| cancel::request(lane, Request::Hard, true, None),
        cancel::kill,
    )
}

/// Names and statuses of the tracked lanes, in the order in which they were started.
type Listed = Vec<(Vec<u8>, &'static str)>;

fn tracked(q: Quiet<'_>) -> Result<Listed, Fault> {
    let env = crate::api::env(q)?;
    if !env.universe.settings().track_lanes {
        return Err(Fault::Error("lane tracking is not available".to_owned()));
    }
    Ok(env
        .universe
        .lanes
        .listed()
        .iter()
        .map(|l| (to_bytes(&l.name()).into_owned(), l.status_name()))
        .collect())
}

/// `lanes.threads()`: a table of statuses by name, or nothing if there is no lane.
pub fn threads(q: Quiet<'_>) -> Outcome {
    fn push(r: Raising<'_>, list: &mut Listed) -> c_int {
        r.create_table(0, list.len());
        for (name, status) in list {
            r.push_bytes(name);
            r.push_bytes(status.as_bytes());
            r.raw_set(-3);
        }
        1
    }
    push_list(q, push)
}

/// `lanes.threads()` of 4.x: a list of tables with `name` and `status`, the latest lane first, or nothing.
pub fn threads4(q: Quiet<'_>) -> Outcome {
    fn push(r: Raising<'_>, list: &mut Listed) -> c_int {
        r.create_table(list.len(), 0);
        for (n, (name, status)) in (1..).zip(list.iter().rev()) {
            r.create_table(0, 2);
            r.push_bytes(name);
            r.set_field(-2, "name");
            r.push_bytes(status.as_bytes());
            r.set_field(-2, "status");
            r.raw_seti(-2, n);
        }
        1
    }
    push_list(q, push)
}

fn push_list(q: Quiet<'_>, push: fn(Raising<'_>, &mut Listed) -> c_int) -> Outcome {
    let mut list = tracked(q)?;
    if list.is_empty() {
        return Ok(Done(0));
    }
    q.protected(0, 1, &mut list, push)?;
    Ok(Done(1))
}
