//! The live lanes of a universe: who may still start, who has to be told to end, and the wait for the last one.
//!
//! **Nobody is forgotten**: a lane is added under the lock that the stage changes under. So it is refused, or it is
//! among those that are told after the change. **The last one is not missed**: it is removed under the lock under which
//! the closing thread registers, and whoever removes it signals those that it found registered.

use crate::deadline::Deadline;
use crate::sync::{AtomicBool, Mutex, Ordering};
use crate::wait::Waiter;
use hashbrown::DefaultHashBuilder;
use indexmap::IndexMap;
use std::sync::Arc;
use std::time::Duration;

/// The lanes of a universe.
pub struct Roster<L> {
    inner: Mutex<Inner<L>>,
    /// The stage is not the first any more. Written by the closing thread.
    ending: AtomicBool,
}

struct Inner<L> {
    /// Lanes whose thread has not ended, by address. They are told in an order that does not depend on addresses, so that a
    /// model can repeat it.
    live: IndexMap<usize, Arc<L>, DefaultHashBuilder>,
    /// Lanes that are listed, in the order in which they were started.
    listed: Vec<Arc<L>>,
    stage: Stage,
    /// Who waits for the last one.
    closers: Vec<Arc<Waiter>>,
}

/// How far the end of the universe has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It lives.
    Open,
    /// Its lanes are told to end; lanes start no others.
    Ending,
    /// Nothing starts any more.
    Closed,
}

/// How a universe closes.
#[derive(Clone, Copy, Debug)]
pub struct Closing {
    /// How long lanes have that were told to end.
    pub timeout: Duration,
    /// And those that were then told to die.
    pub grace: Duration,
}

impl<L> Default for Roster<L> {
    fn default() -> Roster<L> {
        Roster {
            inner: Mutex::new(Inner {
                live: IndexMap::default(),
                listed: Vec::new(),
                stage: Stage::Open,
                closers: Vec::new(),
            }),
            ending: AtomicBool::new(false),
        }
    }
}

fn id<L>(lane: &Arc<L>) -> usize {
    Arc::as_ptr(lane) as usize
}

impl<L> Roster<L> {
    /// Adds a lane that is about to start, and whether a lane starts it. False if the universe closes.
    pub fn add(&self, lane: &Arc<L>, by_lane: bool, list: bool) -> bool {
        let mut inner = self.inner.lock();
        if inner.stage == Stage::Closed || (by_lane && inner.stage == Stage::Ending) {
            return false;
        }
        inner.live.insert(id(lane), lane.clone());
        if list {
            inner.listed.push(lane.clone());
        }
        true
    }

    /// Lists a lane that has no thread of its own.
    pub fn list(&self, lane: &Arc<L>) {
        self.inner.lock().listed.push(lane.clone());
    }

    /// A lane's thread has ended, or never began.
    pub fn remove(&self, lane: &Arc<L>) {
        let mut inner = self.inner.lock();
        let gone = inner.live.swap_remove(&id(lane));
        let closers = if inner.live.is_empty() { inner.closers.clone() } else { Vec::new() };
        drop(inner);
        // Each was registered and re-armed under the lock before this, so the signal is still to come for it.
        for closer in closers {
            closer.signal();
        }
        drop(gone);
    }

    /// Takes out all but those to keep, without a word to who waits for the last one: for a process that came to be by a fork, in
    /// which they do not exist.
    pub fn lose(&self, keep: impl Fn(&Arc<L>) -> bool) -> Vec<Arc<L>> {
        let mut inner = self.inner.lock();
        inner.closers.clear();
        let lost = inner.live.values().filter(|lane| !keep(lane)).cloned().collect();
        inner.live.retain(|_, lane| keep(lane));
        lost
    }

    /// A lane is not listed any more: its handle was collected, or it ended without one.
    pub fn unlist(&self, lane: &Arc<L>) {
        self.inner.lock().listed.retain(|listed| !Arc::ptr_eq(listed, lane));
    }

    /// The listed lanes, in the order in which they were started.
    pub fn listed(&self) -> Vec<Arc<L>> {
        self.inner.lock().listed.clone()
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
    /// have ended. The calling thread waits on `waiter`. It is the one that starts lanes which no lane starts: what it adds
    /// after this is for [`Roster::close`] to ask.
    pub fn end<R>(
        &self,
        requests: &[R],
        timeout: Duration,
        waiter: &Arc<Waiter>,
        ask: impl Fn(&Arc<L>, &R),
    ) -> bool {
        self.enter(Stage::Ending);
        requests.iter().any(|request| {
            self.live().iter().for_each(|lane| ask(lane, request));
            self.wait_empty(Deadline::after(timeout), waiter)
        })
    }

    /// Lets nothing start any more. Lanes that were started meanwhile are asked to end; what then lives is told to die. Gives
    /// the number of those that live on all the same.
    pub fn close(
        &self,
        closing: Closing,
        waiter: &Arc<Waiter>,
        ask: impl Fn(&Arc<L>),
        kill: impl Fn(&Arc<L>),
    ) -> usize {
        self.enter(Stage::Closed);
        self.live().iter().for_each(ask);
        if self.wait_empty(Deadline::after(closing.timeout), waiter) {
            return 0;
        }
        self.live().iter().for_each(kill);
        self.wait_empty(Deadline::after(closing.grace), waiter);
        self.inner.lock().live.len()
    }

    fn enter(&self, stage: Stage) {
        self.inner.lock().stage = stage;
        self.ending.store(true, Ordering::Release);
    }

    fn live(&self) -> Vec<Arc<L>> {
        self.inner.lock().live.values().cloned().collect()
    }

    /// Waits until no lane lives, or until the deadline: whether none does.
    fn wait_empty(&self, deadline: Deadline, waiter: &Arc<Waiter>) -> bool {
        let mut inner = self.inner.lock();
        inner.closers.push(waiter.clone());
        let mut in_time = true;
        while in_time && !inner.live.is_empty() {
            // Registered, under the lock: whoever removes the last one signals after this.
            waiter.rearm();
            drop(inner);
            in_time = waiter.block(deadline);
            inner = self.inner.lock();
        }
        inner.closers.retain(|closer| !Arc::ptr_eq(closer, waiter));
        inner.live.is_empty()
    }
}
