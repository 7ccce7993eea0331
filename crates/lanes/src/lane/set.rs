//! The live lanes of a universe: what `lanes.threads` lists, and what closing the universe waits for.

use super::{Lane, cancel};
use crate::boundary::{Done, Fault, Outcome, Quiet, Raising};
use ::linda::Request;
use parking_lot::{Condvar, Mutex};
use std::ffi::c_int;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much longer than the timeout closing waits for lanes that were told to die: those in Lua code die at once.
const LAST_GRACE: Duration = Duration::from_millis(100);

/// The lanes of a universe.
#[derive(Default)]
pub struct LaneSet {
    inner: Mutex<Inner>,
    /// Notified under `inner` whenever the last live lane has gone.
    empty: Condvar,
}

#[derive(Default)]
struct Inner {
    /// Lanes whose thread has not ended.
    live: hashbrown::HashMap<usize, Arc<Lane>>,
    /// Lanes that `lanes.threads` lists.
    tracked: Vec<Arc<Lane>>,
    closing: bool,
}

fn id(lane: &Arc<Lane>) -> usize {
    Arc::as_ptr(lane) as usize
}

impl LaneSet {
    /// Adds a lane that is about to start. False if the universe closes.
    pub fn add(&self, lane: &Arc<Lane>, track: bool) -> bool {
        let mut inner = self.inner.lock();
        if inner.closing {
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

    /// Whether the universe closes.
    pub fn is_closing(&self) -> bool {
        self.inner.lock().closing
    }

    /// Cancels all lanes, waits for them until the timeout has passed, and tells the rest to die. Gives the number of
    /// those that live on all the same.
    pub fn close(&self, timeout: Duration) -> usize {
        let deadline = Instant::now().checked_add(timeout);
        self.inner.lock().closing = true;
        for lane in self.live_lanes() {
            lane.waiter.cancel(Request::Hard, true);
        }
        if self.wait_empty(deadline) {
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

/// `lanes.threads()`: names and statuses, or nothing if there is no lane.
pub fn threads(q: Quiet<'_>) -> Outcome {
    let env = crate::api::env(q)?;
    if !env.universe.settings().track_lanes {
        return Err(Fault::Error("lane tracking is not available".to_owned()));
    }
    let mut list: Vec<(Box<str>, &'static str)> =
        env.universe.lanes.inner.lock().tracked.iter().map(|l| (l.name(), l.status_name())).collect();
    if list.is_empty() {
        return Ok(Done(0));
    }
    fn push(r: Raising<'_>, list: &mut Vec<(Box<str>, &'static str)>) -> c_int {
        r.create_table(0, list.len());
        for (name, status) in list {
            r.push_bytes(status.as_bytes());
            r.set_field(-2, name);
        }
        1
    }
    q.protected(0, 1, &mut list, push)?;
    Ok(Done(1))
}
