//! Whose turn it is with a coroutine lane: its own, or that of whoever holds the handle while the lane stands at a yield.
//!
//! One lock guards the turn. **No turn is missed**: the lane announces its pause and goes to sleep under that lock, and
//! whoever gives the turn back changes it under the lock, ends the pause there, and then notifies. The order of locks is
//! turn, completion.

use super::{Life, Status};
use crate::sync::{Condvar, SleepMutex, wait};
use std::sync::Arc;

/// What was yielded, or why it cannot cross.
pub type Yielded<V> = Arc<Result<V, String>>;

/// The state of a coroutine lane's conversation with its handle.
pub(super) struct Turns<V> {
    turn: SleepMutex<Conversation<V>>,
    /// The turn has changed. The lane waits for it at a yield, and a resumer until its values were taken.
    changed: Condvar,
}

/// What the lock guards.
struct Conversation<V> {
    turn: Turn<V>,
    /// A cancel request came that was to wake the lane from a yield, and the lane ran: its next yield returns at once.
    woken: bool,
}

impl<V> Conversation<V> {
    fn is_suspended(&self) -> bool {
        matches!(self.turn, Turn::Suspended(_) | Turn::Refused(_))
    }
}

enum Turn<V> {
    /// The lane runs.
    Lane,
    /// It stands at a yield.
    Suspended(Yielded<V>),
    /// It is to go on; these are the results of the yield, until it has picked them up.
    Resumed(Option<V>),
    /// The values cannot be rebuilt in the lane: it stands at the yield still.
    Refused(Yielded<V>),
    /// It is to end where it stands.
    Ended,
    /// A cancel request woke it: the yield returns nothing.
    Woken,
}

/// How a lane leaves a yield.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<V> {
    /// With these results.
    Resume(V),
    /// Not at all: it ends there.
    End,
    /// Without results, because of a cancel request.
    Wake,
}

/// What became of a resume.
#[derive(Debug, PartialEq, Eq)]
pub enum Resumed<V> {
    /// The lane goes on. These are the values that it had yielded.
    Yes(Yielded<V>),
    /// The yielded values cannot cross; the lane stands where it stood.
    BadYield,
    /// The lane could not take the values; it stands where it stood.
    Refused,
    /// It does not stand at a yield.
    NotSuspended,
}

impl<V> Turns<V> {
    pub(super) fn new() -> Turns<V> {
        Turns {
            turn: SleepMutex::new(Conversation { turn: Turn::Lane, woken: false }),
            changed: Condvar::new(),
        }
    }
}

impl<E, V> Life<E, V> {
    /// Whether it is a coroutine lane's.
    pub fn yields(&self) -> bool {
        self.turns.is_some()
    }

    /// The lane's thread: stands at a yield until told how to go on. A lane that is to die does not stand at all, and one
    /// that is no coroutine lane ends.
    pub fn suspend(&self, yielded: &Yielded<V>) -> Next<V> {
        let Some(turns) = &self.turns else { return Next::End };
        let mut now = turns.turn.lock();
        if self.is_killed() {
            return Next::End;
        }
        if matches!(now.turn, Turn::Resumed(_)) {
            // It was resumed, but could not take the values.
            now.turn = Turn::Refused(yielded.clone());
            turns.changed.notify_all();
        } else if std::mem::take(&mut now.woken) {
            return Next::Wake;
        } else {
            now.turn = Turn::Suspended(yielded.clone());
        }
        self.set_status(Status::Suspended);
        self.ended.pause();
        // Whoever gives the turn back changes it under the lock that this sleeps under.
        while now.is_suspended() {
            now = wait(&turns.changed, now);
        }
        match std::mem::replace(&mut now.turn, Turn::Lane) {
            Turn::Resumed(Some(values)) => {
                // Until it is known how that goes, the resumer waits.
                now.turn = Turn::Resumed(None);
                Next::Resume(values)
            }
            Turn::Ended => Next::End,
            _ => Next::Wake,
        }
    }

    /// The lane's thread: the values of the last resume have arrived, or the lane does not care.
    pub fn taken(&self) {
        let Some(turns) = &self.turns else { return };
        let given = std::mem::replace(&mut turns.turn.lock().turn, Turn::Lane);
        turns.changed.notify_all();
        // Values that the lane never picked up, if there are any: not dropped under the lock.
        drop(given);
    }

    /// Resumes a lane that stands at a yield, and waits until it has taken the values.
    pub fn resume(&self, values: V) -> Resumed<V> {
        let Some(turns) = &self.turns else { return Resumed::NotSuspended };
        let mut now = turns.turn.lock();
        let yielded = match &now.turn {
            Turn::Suspended(yielded) | Turn::Refused(yielded) => yielded.clone(),
            _ => return Resumed::NotSuspended,
        };
        if yielded.is_err() {
            return Resumed::BadYield;
        }
        self.give(turns, &mut now, Turn::Resumed(Some(values)), Status::Resuming);
        // The lane answers at once, under this lock: it only decodes the values, or ends.
        while matches!(now.turn, Turn::Resumed(_)) {
            now = wait(&turns.changed, now);
        }
        if !matches!(now.turn, Turn::Refused(_)) {
            return Resumed::Yes(yielded);
        }
        if std::mem::take(&mut now.woken) {
            self.give(turns, &mut now, Turn::Woken, Status::Resuming);
        }
        Resumed::Refused
    }

    /// Ends a lane that stands at a yield. False if it does not stand at one.
    pub fn end_at_yield(&self) -> bool {
        let Some(turns) = &self.turns else { return false };
        let mut now = turns.turn.lock();
        let suspended = now.is_suspended();
        if suspended {
            self.give(turns, &mut now, Turn::Ended, Status::Closing);
        }
        suspended
    }

    /// A cancel request wakes a coroutine lane from the yield that it stands at, or from the next one.
    pub fn wake(&self) {
        let Some(turns) = &self.turns else { return };
        let mut now = turns.turn.lock();
        if now.is_suspended() {
            self.give(turns, &mut now, Turn::Woken, Status::Resuming);
        } else {
            now.woken = true;
        }
    }

    fn give(&self, turns: &Turns<V>, now: &mut Conversation<V>, next: Turn<V>, status: Status) {
        now.turn = next;
        self.set_status(status);
        self.ended.unpause();
        turns.changed.notify_all();
    }
}
