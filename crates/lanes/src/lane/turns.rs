//! Whose turn it is with a coroutine lane: its own, or that of whoever holds the handle while the lane stands at a yield.
//!
//! One lock guards the turn. **No turn is missed**: the lane announces its pause and goes to sleep under that lock, and
//! whoever gives the turn back changes it under the lock, ends the pause there, and then notifies.

use super::{Lane, Status};
use crate::value::Packet;
use parking_lot::{Condvar, Mutex};
use std::sync::Arc;

/// What was yielded, or why it cannot cross.
pub type Yielded = Arc<Result<Packet, String>>;

/// The state of a coroutine lane's conversation with its handle.
#[derive(Default)]
pub struct Turns {
    turn: Mutex<Conversation>,
    /// The turn has changed. The lane waits for it at a yield, and a resumer until its values were taken.
    changed: Condvar,
}

/// What the lock guards.
#[derive(Default)]
struct Conversation {
    turn: Turn,
    /// A cancel request came that was to wake the lane from a yield, and the lane ran: its next yield returns at once.
    woken: bool,
}

impl Conversation {
    fn is_suspended(&self) -> bool {
        matches!(self.turn, Turn::Suspended(_) | Turn::Refused(_))
    }
}

#[derive(Default)]
enum Turn {
    /// The lane runs.
    #[default]
    Lane,
    /// It stands at a yield.
    Suspended(Yielded),
    /// It is to go on; these are the results of the yield, until it has picked them up.
    Resumed(Option<Packet>),
    /// The values cannot be rebuilt in the lane: it stands at the yield still.
    Refused(Yielded),
    /// It is to end where it stands.
    Ended,
    /// A cancel request woke it: the yield returns nothing.
    Woken,
}

/// How a lane leaves a yield.
pub enum Next {
    /// With these results.
    Resume(Packet),
    /// Not at all: it ends there.
    End,
    /// Without results, because of a cancel request.
    Wake,
}

/// What became of a resume.
pub enum Resumed {
    /// The lane goes on. These are the values that it had yielded.
    Yes(Yielded),
    /// The yielded values cannot cross; the lane stands where it stood.
    BadYield,
    /// The lane could not take the values; it stands where it stood.
    Refused,
    /// It does not stand at a yield.
    NotSuspended,
}

impl Turns {
    /// The lane's thread: stands at a yield until told how to go on. A lane that is to die does not stand at all.
    pub fn suspend(&self, lane: &Lane, yielded: &Yielded) -> Next {
        let mut now = self.turn.lock();
        if lane.is_killed() {
            return Next::End;
        }
        if matches!(now.turn, Turn::Resumed(_)) {
            // It was resumed, but could not take the values.
            now.turn = Turn::Refused(yielded.clone());
            self.changed.notify_all();
        } else if std::mem::take(&mut now.woken) {
            return Next::Wake;
        } else {
            now.turn = Turn::Suspended(yielded.clone());
        }
        lane.set_status(Status::Suspended);
        lane.ended.pause();
        while now.is_suspended() {
            self.changed.wait(&mut now);
        }
        match std::mem::take(&mut now.turn) {
            Turn::Resumed(Some(packet)) => {
                // Until it is known how that goes, the resumer waits.
                now.turn = Turn::Resumed(None);
                Next::Resume(packet)
            }
            Turn::Ended => Next::End,
            _ => Next::Wake,
        }
    }

    /// The lane's thread: the values of the last resume have arrived, or the lane does not care.
    pub fn taken(&self) {
        self.turn.lock().turn = Turn::Lane;
        self.changed.notify_all();
    }

    /// Resumes a lane that stands at a yield, and waits until it has taken the values.
    pub fn resume(&self, lane: &Lane, values: Packet) -> Resumed {
        let mut now = self.turn.lock();
        let yielded = match &now.turn {
            Turn::Suspended(yielded) | Turn::Refused(yielded) => yielded.clone(),
            _ => return Resumed::NotSuspended,
        };
        if yielded.is_err() {
            return Resumed::BadYield;
        }
        self.give(lane, &mut now, Turn::Resumed(Some(values)), Status::Resuming);
        // The lane answers at once: it only decodes the values.
        while matches!(now.turn, Turn::Resumed(_)) {
            self.changed.wait(&mut now);
        }
        if !matches!(now.turn, Turn::Refused(_)) {
            return Resumed::Yes(yielded);
        }
        if std::mem::take(&mut now.woken) {
            self.give(lane, &mut now, Turn::Woken, Status::Resuming);
        }
        Resumed::Refused
    }

    /// Ends a lane that stands at a yield. False if it does not stand at one.
    pub fn end(&self, lane: &Lane) -> bool {
        let mut now = self.turn.lock();
        let suspended = now.is_suspended();
        if suspended {
            self.give(lane, &mut now, Turn::Ended, Status::Closing);
        }
        suspended
    }

    /// A cancel request wakes the lane from the yield that it stands at, or from the next one.
    pub fn wake(&self, lane: &Lane) {
        let mut now = self.turn.lock();
        if now.is_suspended() {
            self.give(lane, &mut now, Turn::Woken, Status::Resuming);
        } else {
            now.woken = true;
        }
    }

    fn give(&self, lane: &Lane, now: &mut Conversation, next: Turn, status: Status) {
        now.turn = next;
        lane.set_status(status);
        lane.ended.unpause();
        self.changed.notify_all();
    }
}
