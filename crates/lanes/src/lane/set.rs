//! The live lanes of a universe: what `lanes.threads` lists, and what closing the universe waits for.

use super::Lane;
use super::cancel::{self, Hook};
use crate::boundary::{Done, Fault, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use ::linda::Request;
use parking_lot::{Condvar, Mutex};
use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How much longer than the timeout closing waits for lanes that were told to die: those in Lua code die at once.
const LAST_GRACE: Duration = Duration::from_millis(100);

/// The lanes of a universe.
#[derive(Default)]
pub struct LaneSet {
    inner: Mutex<Inner>,
    /// The stage is not the first any more. Written by the main state's thread.
    ending: AtomicBool,
    /// Notified under `inner` whenever the last live lane has gone.
    empty: Condvar,
}

#[derive(Default)]
struct Inner {
    /// Lanes whose thread has not ended.
    live: hashbrown::HashMap<usize, Arc<Lane>>,
    /// Lanes that `lanes.threads` lists.
    tracked: Vec<Arc<Lane>>,
    stage: Stage,
}

/// How far the end of the universe has come.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// It lives.
    #[default]
    Open,
    /// Its lanes are told to end; lanes start no others.
    Ending,
    /// Nothing starts any more.
    Closed,
}

fn id(lane: &Arc<Lane>) -> usize {
    Arc::as_ptr(lane) as usize
}

impl LaneSet {
    /// Adds a lane that is about to start, and whether a lane starts it. False if the universe closes.
    pub fn add(&self, lane: &Arc<Lane>, by_lane: bool, track: bool) -> bool {
        let mut inner = self.inner.lock();
        if inner.stage == Stage::Closed || (by_lane && inner.stage == Stage::Ending) {
            return false;
        }
        inner.live.insert(id(lane), lane.clone());
        if track {
            inner.tracked.push(lane.clone());
        }
        true
    }

    /// Lists a lane that has no thread of its own: the timer.
    pub fn track(&self, lane: &Arc<Lane>) {
        self.inner.lock().tracked.push(lane.clone());
    }

    /// A lane's thread has ended, or never began.
    pub fn remove(&self, lane: &Arc<Lane>) {
        let mut inner = self.inner.lock();
        let gone = inner.live.remove(&id(lane));
        if inner.live.is_empty() {
            // Under the lock that the closing thread sleeps under, so it cannot miss it.
            self.empty.notify_all();
        }
        drop(inner);
        drop(gone);
    }

    /// A lane is not listed any more: its handle was collected, or it ended without one.
    pub fn untrack(&self, lane: &Arc<Lane>) {
        let mut inner = self.inner.lock();
        inner.tracked.retain(|l| !Arc::ptr_eq(l, lane));
    }

    /// Whether the end of the universe has begun.
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }

    /// Whether the universe closes.
    pub fn is_closing(&self) -> bool {
        self.inner.lock().stage == Stage::Closed
    }

    /// Has all lanes end, with one request after the other, for each of which they get so much time. Tells whether all
    /// have ended.
    pub fn end(&self, dialect: Dialect, timeout: Duration) -> bool {
        const EVERY_EVENT: Hook = Hook { mask: cancel::ALL_EVENTS, count: 1 };
        self.inner.lock().stage = Stage::Ending;
        self.ending.store(true, Ordering::Release);
        let requests: &[(Request, Option<Hook>)] = match dialect {
            Dialect::V3 => &[(Request::Hard, None)],
            Dialect::V4 => {
                &[(Request::Soft, None), (Request::Hard, None), (Request::Hard, Some(EVERY_EVENT))]
            }
        };
        requests.iter().any(|(request, hook)| {
            for lane in self.live_lanes() {
                cancel::request(&lane, *request, true, *hook);
            }
            self.wait_empty(Instant::now().checked_add(timeout))
        })
    }

    /// Lets nothing start any more. Lanes that were started meanwhile get so much time to end; what then lives is told to
    /// die. Gives the number of those that live on all the same.
    pub fn close(&self, timeout: Duration) -> usize {
        self.inner.lock().stage = Stage::Closed;
        for lane in self.live_lanes() {
            cancel::request(&lane, Request::Hard, true, None);
        }
        if self.wait_empty(Instant::now().checked_add(timeout)) {
            return 0;
        }
        for lane in self.live_lanes() {
            cancel::kill(&lane);
        }
        self.wait_empty(Some(Instant::now() + LAST_GRACE));
        self.inner.lock().live.len()
    }

    fn live_lanes(&self) -> Vec<Arc<Lane>> {
        self.inner.lock().live.values().cloned().collect()
    }

    /// Waits until no lane lives. Woken by `remove`, which notifies under the lock that this sleeps under.
    fn wait_empty(&self, deadline: Option<Instant>) -> bool {
        let mut inner = self.inner.lock();
        while !inner.live.is_empty() {
            match deadline {
                Some(deadline) => {
                    if self.empty.wait_until(&mut inner, deadline).timed_out() {
                        return inner.live.is_empty();
                    }
                }
                None => self.empty.wait(&mut inner),
            }
        }
        true
    }
}

/// Names and statuses of the tracked lanes, in the order in which they were started.
type Listed = Vec<(Box<str>, &'static str)>;

fn tracked(q: Quiet<'_>) -> Result<Listed, Fault> {
    let env = crate::api::env(q)?;
    if !env.universe.settings().track_lanes {
        return Err(Fault::Error("lane tracking is not available".to_owned()));
    }
    let inner = env.universe.lanes.inner.lock();
    Ok(inner.tracked.iter().map(|l| (l.name(), l.status_name())).collect())
}

/// `lanes.threads()`: a table of statuses by name, or nothing if there is no lane.
pub fn threads(q: Quiet<'_>) -> Outcome {
    fn push(r: Raising<'_>, list: &mut Listed) -> c_int {
        r.create_table(0, list.len());
        for (name, status) in list {
            r.push_bytes(status.as_bytes());
            r.set_field(-2, name);
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
            r.push_bytes(name.as_bytes());
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
