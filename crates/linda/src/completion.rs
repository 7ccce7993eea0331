//! A one-shot event: the end of a lane. Owns one lock, held for a few instructions; any thread.

use crate::deadline::Deadline;
use crate::sync::Mutex;
use crate::wait::Waiter;
use std::sync::Arc;

/// How waiting for a [`Completion`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// The event has happened.
    Done,
    /// It did not happen in time.
    TimedOut,
    /// The waiting lane was killed, or its wait interrupted.
    Killed,
}

/// An event that happens once and that any number of threads may wait for.
#[derive(Debug, Default)]
pub struct Completion {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    done: bool,
    waiters: Vec<Arc<Waiter>>,
}

impl Completion {
    /// An event that has not happened.
    #[must_use]
    pub fn new() -> Completion {
        Completion { state: Mutex::new(State::default()) }
    }

    /// True once it has happened.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.state.lock().done
    }

    /// Lets it happen and wakes all who wait for it.
    pub fn complete(&self) {
        let waiters = {
            let mut state = self.state.lock();
            state.done = true;
            std::mem::take(&mut state.waiters)
        };
        // Each was registered, re-armed and about to sleep before `done` was set under the lock, so its signal is
        // still to come; those who come later see `done`.
        for waiter in waiters {
            waiter.signal();
        }
    }

    /// Waits for it. Only a kill or an interrupt ends the wait early, and the lane does not show as waiting meanwhile.
    pub fn wait(&self, deadline: Deadline, waiter: &Arc<Waiter>) -> Waited {
        if waiter.killed(true) {
            return Waited::Killed;
        }
        let mut state = self.state.lock();
        if state.done {
            return Waited::Done;
        }
        if deadline == Deadline::Now {
            return Waited::TimedOut;
        }
        state.waiters.push(Arc::clone(waiter));
        let waited = loop {
            // Still registered, under the lock: `complete` and a kill both come either before this (then it is seen
            // by the tests here) or signal after it.
            waiter.rearm();
            if waiter.killed(false) {
                break Waited::Killed;
            }
            drop(state);
            let signalled = waiter.block(deadline);
            state = self.state.lock();
            if waiter.killed(true) {
                break Waited::Killed;
            }
            if state.done {
                break Waited::Done;
            }
            if !signalled && !waiter.killed(false) {
                break Waited::TimedOut;
            }
        };
        state.waiters.retain(|w| !Arc::ptr_eq(w, waiter));
        waited
    }
}
