//! A lane's life, as its thread, its handle and its universe see it: where it is, whose turn it is, how it ended and who
//! has seen that.
//!
//! * this file: statuses, the ending, and who answers for an error that nobody reads;
//! * [`turns`](self): lanes that run as coroutines;
//! * [`Roster`]: the live lanes of a universe, and what its end waits for.

mod roster;
mod turns;

pub use roster::{Closing, Roster};
pub use turns::{Next, Resumed, Yielded};

use crate::completion::Completion;
use crate::sync::{AtomicBool, AtomicU8, Mutex, Ordering};
use std::sync::Arc;
use turns::Turns;

/// Where a lane is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Status {
    /// Its thread has not begun.
    Pending,
    /// It runs, or waits.
    Running,
    /// It stands at a yield.
    Suspended,
    /// It was told to go on from a yield.
    Resuming,
    /// It was told to end at a yield.
    Closing,
    /// It returned.
    Done,
    /// It raised an error.
    Error,
    /// Its cancellation reached the top.
    Cancelled,
    /// It was told to die. Never stored: shown in place of any other.
    Killed,
}

impl Status {
    const STORED: [Status; 8] = [
        Status::Pending,
        Status::Running,
        Status::Suspended,
        Status::Resuming,
        Status::Closing,
        Status::Done,
        Status::Error,
        Status::Cancelled,
    ];

    /// Whether a lane ends with it.
    fn is_final(self) -> bool {
        matches!(self, Status::Done | Status::Error | Status::Cancelled)
    }
}

/// A lane's life. `E` is what it leaves behind, `V` the values that go to and fro at its yields.
pub struct Life<E, V> {
    /// Written by the lane's thread; by whoever gives a coroutine lane its turn back, while it stands at a yield.
    status: AtomicU8,
    /// Told to die. Set by any thread, for good.
    killed: AtomicBool,
    /// Completed when the ending is there to be read.
    ended: Completion,
    /// The ending, and who is there for it.
    left: Mutex<Left<E>>,
    /// Whose turn it is, if it is a coroutine lane.
    turns: Option<Turns<V>>,
}

struct Left<E> {
    /// Written once, before `ended` is completed.
    ending: Option<Arc<E>>,
    /// Somebody has read it, or reported it.
    seen: bool,
    /// Nobody holds the lane any more who could read it.
    released: bool,
}

impl<E, V> Life<E, V> {
    /// A life that has not begun; that of a coroutine lane or of another one.
    #[must_use]
    pub fn new(coroutine: bool) -> Life<E, V> {
        Life {
            status: AtomicU8::new(Status::Pending as u8),
            killed: AtomicBool::new(false),
            ended: Completion::new(),
            left: Mutex::new(Left { ending: None, seen: false, released: false }),
            turns: coroutine.then(Turns::new),
        }
    }

    /// Its end, to wait for.
    pub fn ended(&self) -> &Completion {
        &self.ended
    }

    /// Where it is. A final status is shown only once the ending can be read.
    pub fn status(&self) -> Status {
        if self.is_killed() {
            return Status::Killed;
        }
        let status = self.stored();
        if status.is_final() && !self.ended.is_done() { Status::Running } else { status }
    }

    fn stored(&self) -> Status {
        Status::STORED[usize::from(self.status.load(Ordering::Acquire))]
    }

    fn set_status(&self, status: Status) {
        self.status.store(status as u8, Ordering::Release);
    }

    /// The lane's thread: the body runs from here on.
    pub fn run(&self) {
        self.set_status(Status::Running);
    }

    /// Tells it to die: it is shown as killed from here on, whatever it does. What wakes it is the caller's.
    pub fn kill(&self) {
        self.killed.store(true, Ordering::Release);
    }

    /// Whether it was told to die.
    pub fn is_killed(&self) -> bool {
        self.killed.load(Ordering::Acquire)
    }

    /// Whether it has ended, or was told to die.
    pub fn is_over(&self) -> bool {
        self.is_killed() || self.ended.is_done()
    }

    /// The lane's thread, once: it has ended, with a final status. True if nobody is left to read the ending.
    pub fn end(&self, status: Status, ending: E) -> bool {
        self.set_status(status);
        let released = {
            let mut left = self.left.lock();
            left.ending = Some(Arc::new(ending));
            left.released
        };
        // A resumer waits until its values are taken: these never are.
        self.taken();
        self.ended.complete();
        released
    }

    /// Reads the ending, if it is there.
    pub fn read(&self) -> Option<Arc<E>> {
        let mut left = self.left.lock();
        left.seen |= left.ending.is_some();
        left.ending.clone()
    }

    /// The handle is gone: nobody reads the ending from here on. True if it is there already: then the caller answers for it,
    /// and otherwise the lane's thread does, as [`Life::end`] tells it.
    pub fn release(&self) -> bool {
        // Under the lock under which the ending is published: one of the two sees the other.
        let mut left = self.left.lock();
        left.released = true;
        left.ending.is_some()
    }

    /// Whether the handle is gone.
    pub fn is_released(&self) -> bool {
        self.left.lock().released
    }

    /// Whether it ended with an error that nobody has seen; whoever is told so reports it.
    pub fn claim_report(&self) -> bool {
        let mut left = self.left.lock();
        let unseen = left.ending.is_some() && self.stored() == Status::Error && !self.is_killed();
        unseen && !std::mem::replace(&mut left.seen, true)
    }
}
