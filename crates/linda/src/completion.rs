//! The end of a lane, a one-shot event, and the pauses that a coroutine lane makes before it. Owns one lock, held for a few instructions; any thread.

use crate::deadline::Deadline;
use crate::sync::Mutex;
use crate::wait::Waiter;
use std::sync::Arc;

/// How waiting for a [`Completion`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// The event has happened.
    Done,
    /// It has not, but there is a pause.
    Paused,
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
    paused: bool,
    waiters: Vec<Arc<Waiter>>,
}

impl State {
    fn reached(&self, or_pause: bool) -> Option<Waited> {
        match self {
            State { done: true, .. } => Some(Waited::Done),
            State { paused: true, .. } if or_pause => Some(Waited::Paused),
            _ => None,
        }
    }
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

    /// Begins a pause and wakes those who wait for one.
    pub fn pause(&self) {
        let waiters = {
            let mut state = self.state.lock();
            state.paused = true;
            // They stay registered: some wait for the end only.
            state.waiters.clone()
        };
        // As in `complete`: each of them sleeps, or sees the pause under the lock.
        for waiter in waiters {
            waiter.signal();
        }
    }

    /// Ends a pause.
    pub fn unpause(&self) {
        self.state.lock().paused = false;
    }

    /// Waits for it, whatever pauses there are. Only a kill or an interrupt ends the wait early, and the lane does not show as waiting meanwhile.
    pub fn wait(&self, deadline: Deadline, waiter: &Arc<Waiter>) -> Waited {
        self.wait_for(deadline, waiter, false)
    }

    /// Waits for it or for a pause, in the same way.
    pub fn wait_or_pause(&self, deadline: Deadline, waiter: &Arc<Waiter>) -> Waited {
        self.wait_for(deadline, waiter, true)
    }

    fn wait_for(&self, deadline: Deadline, waiter: &Arc<Waiter>, or_pause: bool) -> Waited {
        if waiter.killed(true) {
            return Waited::Killed;
        }
        let mut state = self.state.lock();
        if let Some(reached) = state.reached(or_pause) {
            return reached;
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
            let signalled = waiter.block_for_a_lane(deadline);
            state = self.state.lock();
            if waiter.killed(true) {
                break Waited::Killed;
            }
            if let Some(reached) = state.reached(or_pause) {
                break reached;
            }
            if !signalled && !waiter.killed(false) {
                break Waited::TimedOut;
            }
        };
        state.waiters.retain(|w| !Arc::ptr_eq(w, waiter));
        waited
    }
}
