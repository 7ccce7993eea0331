//! The plain types in which operations are asked for and answered. No locks, any thread.

use std::collections::VecDeque;

/// The cancel request of a lane, as last written; the stronger, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Request {
    /// Nothing is asked.
    None,
    /// Operations that may wait return "cancelled".
    Soft,
    /// Operations that may wait raise "cancelled".
    Hard,
    /// As `Hard`, interrupts joins as well, and no later request softens it.
    Kill,
}

/// How an operation was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// By a linda's cancel mark or by a soft request for the lane.
    Soft,
    /// By a hard (or kill) request for the lane.
    Hard,
}

/// What became of a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// All values are in the queue.
    Sent,
    /// None is: there was no room in time.
    TimedOut,
    /// None is: the slot is for `set` and `get` only.
    Restricted,
    /// None is.
    Cancelled(Cancelled),
}

/// What became of a receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiveOutcome<T> {
    /// What was taken.
    Received(T),
    /// Nothing was taken: there was not enough in time.
    TimedOut,
    /// Nothing was taken: a slot that came first is for `set` and `get` only.
    Restricted,
    /// Nothing was taken.
    Cancelled(Cancelled),
}

/// What became of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateOutcome<V, E> {
    /// The queue is now this one value.
    Updated(V),
    /// The function refused; nothing changed.
    Failed(E),
    /// There was no room in time; nothing changed.
    TimedOut,
    /// The slot is for some operations only, and an update is a bit of all; nothing changed.
    Restricted,
    /// Nothing changed.
    Cancelled(Cancelled),
}

/// Which operations a slot is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Restriction {
    /// All.
    #[default]
    None,
    /// Those that replace and copy: `set` and `get`.
    SetGet,
    /// Those that append and take: `send` and `receive`.
    SendReceive,
}

/// How full a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// It has no limit, or holds less.
    Under,
    /// It holds exactly as much as its limit says.
    Exact,
    /// It holds more.
    Over,
}

/// What setting a slot's contents or its limit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The slot was full and is not any more, so that senders may proceed.
    pub freed: bool,
    /// How full it is now.
    pub fill: Fill,
}

/// Why an operation that never waits did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The linda is marked cancelled.
    Cancelled,
    /// The slot is for other operations only.
    Restricted,
}

impl From<Cancelled> for Refused {
    fn from(_: Cancelled) -> Refused {
        Refused::Cancelled
    }
}

/// Which waiters of a linda a cancel or a wake-up wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// All of them.
    Both,
    /// Those in a receive.
    Readers,
    /// Those in a send or an update.
    Writers,
}

/// One slot as [`Linda::dump`](crate::Linda::dump) shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotDump<K, V> {
    /// The slot's key.
    pub key: K,
    /// The ordinal of the oldest value: 1, plus the number of values consumed since the queue was last empty.
    pub first: u64,
    /// The most values that sends may store, if limited.
    pub limit: Option<usize>,
    /// The operations that it is for.
    pub restriction: Restriction,
    /// Copies of the values, oldest first.
    pub values: Vec<V>,
}

/// Values to be stored together. What was not stored stays in the batch, so that the caller drops it, outside the lock.
pub trait Batch<V> {
    /// How many values there are.
    fn len(&self) -> usize;

    /// True if there is no value.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Moves them all to the back of `queue`, in order, which leaves the batch empty. Called with a linda locked.
    fn pour(&mut self, queue: &mut VecDeque<V>);
}

impl<V> Batch<V> for Option<V> {
    fn len(&self) -> usize {
        usize::from(self.is_some())
    }

    fn pour(&mut self, queue: &mut VecDeque<V>) {
        if let Some(value) = self.take() {
            queue.push_back(value);
        }
    }
}

impl<V> Batch<V> for Vec<V> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn pour(&mut self, queue: &mut VecDeque<V>) {
        queue.extend(self.drain(..));
    }
}
