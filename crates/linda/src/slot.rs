//! One slot of a linda: a FIFO, its limit, and who waits for it.
//!
//! Plain data under the linda's lock. It decides *who* is to be woken and notes it in the waiter's entry; the waking
//! itself is left to the caller, after unlocking.
//!
//! The invariant kept here: whenever the lock is free, a waiter that could be served from what notified waiters have
//! not reserved is itself notified. So everyone who changes the queue, the limit or an entry ends with
//! [`Slot::notify`].

use crate::effects::Effects;
use crate::outcome::{Fill, Restriction};
use crate::table::NIL;
use crate::wait::Waiter;
use std::collections::VecDeque;
use std::sync::Arc;

/// A drained queue keeps a buffer of at most this many values.
const KEPT_CAPACITY: usize = 64;
/// From this many values on, a queue grows by an eighth instead of doubling.
const LARGE: usize = 1 << 16;

/// What a waiter waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Values.
    Receive,
    /// Room.
    Send,
}

/// One waiter on one side of one slot.
struct Entry {
    waiter: Arc<Waiter>,
    /// Values or room needed, at least.
    need: usize,
    /// Told to look again, and not yet looked: `need` is reserved for it.
    notified: bool,
}

/// Waiters in arrival order.
#[derive(Default)]
struct WaitList {
    entries: VecDeque<Entry>,
    /// The sum of the needs of the notified entries.
    reserved: usize,
}

impl WaitList {
    /// Notifies, in arrival order, those whose need fits in what is there and not reserved. Who needs more is skipped.
    fn notify<K, V>(&mut self, there: usize, effects: &mut Effects<K, V>) {
        let mut free = there.saturating_sub(self.reserved);
        for entry in &mut self.entries {
            if free == 0 {
                break;
            }
            if !entry.notified && entry.need <= free {
                entry.notified = true;
                self.reserved = self.reserved.saturating_add(entry.need);
                free -= entry.need;
                effects.wake(&entry.waiter);
            }
        }
    }

    /// Takes back the notification of a waiter that keeps its place. It is mostly the only one and near the front.
    fn unnotify(&mut self, waiter: &Arc<Waiter>) {
        for entry in &mut self.entries {
            if self.reserved == 0 {
                break;
            }
            if entry.notified && Arc::ptr_eq(&entry.waiter, waiter) {
                entry.notified = false;
                self.reserved -= entry.need;
            }
        }
    }

    /// Removes one entry of a waiter, which has one for each time that it waits for the key. Who leaves is mostly near the
    /// front.
    fn remove(&mut self, waiter: &Arc<Waiter>) {
        let position = self.entries.iter().position(|entry| Arc::ptr_eq(&entry.waiter, waiter));
        let left = position.and_then(|at| self.entries.remove(at));
        if let Some(entry) = left.filter(|entry| entry.notified) {
            self.reserved -= entry.need;
        }
    }
}

/// Both lists; apart from the slot because most slots never see a waiter.
#[derive(Default)]
struct Waits {
    receivers: WaitList,
    senders: WaitList,
}

impl Waits {
    fn side(&mut self, side: Side) -> &mut WaitList {
        match side {
            Side::Receive => &mut self.receivers,
            Side::Send => &mut self.senders,
        }
    }
}

/// A keyed FIFO. All fields are under the linda's lock.
pub(crate) struct Slot<K, V> {
    /// `None`: a hole in the table.
    pub(crate) key: Option<K>,
    pub(crate) queue: VecDeque<V>,
    /// The ordinal of the queue's front, for dumps.
    pub(crate) first: u64,
    pub(crate) limit: Option<usize>,
    /// Which operations it is for.
    pub(crate) restriction: Restriction,
    /// False: only waited on so far, so nobody outside may see it.
    pub(crate) known: bool,
    /// In the table's list of drained slots (the one drained last is not, see there).
    pub(crate) linked: bool,
    /// Neighbours in that list (towards newer, towards older); in a hole, `older` is the next hole.
    pub(crate) newer: u32,
    pub(crate) older: u32,
    /// Made when the first waiter comes.
    waits: Option<Box<Waits>>,
}

impl<K, V> Slot<K, V> {
    /// A slot nobody knows yet.
    pub(crate) fn new(key: Option<K>) -> Self {
        Slot {
            key,
            queue: VecDeque::new(),
            first: 1,
            limit: None,
            restriction: Restriction::None,
            known: false,
            linked: false,
            newer: NIL,
            older: NIL,
            waits: None,
        }
    }

    /// True if `n` more values are within the limit.
    pub(crate) fn fits(&self, n: usize) -> bool {
        match self.limit {
            None => true,
            Some(limit) => self.queue.len().checked_add(n).is_some_and(|len| len <= limit),
        }
    }

    /// True if there is a limit and it is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.limit.is_some_and(|limit| self.queue.len() >= limit)
    }

    /// How full it is.
    pub(crate) fn fill(&self) -> Fill {
        match self.limit.map(|limit| self.queue.len().cmp(&limit)) {
            None | Some(std::cmp::Ordering::Less) => Fill::Under,
            Some(std::cmp::Ordering::Equal) => Fill::Exact,
            Some(std::cmp::Ordering::Greater) => Fill::Over,
        }
    }

    /// True if somebody has said something of it that is to be remembered while it is empty.
    pub(crate) fn has_rules(&self) -> bool {
        self.limit.is_some() || self.restriction != Restriction::None
    }

    /// True if it may be forgotten once it is old enough, waiters aside.
    pub(crate) fn is_drained(&self) -> bool {
        self.queue.is_empty() && !self.has_rules()
    }

    /// Makes room for `n` more values. Large queues grow by an eighth, so that a million values take little more than
    /// their own size.
    pub(crate) fn reserve(&mut self, n: usize) {
        let capacity = self.queue.capacity();
        if capacity >= LARGE && self.queue.len() + n > capacity {
            self.queue.reserve_exact(n.max(capacity / 8));
        }
    }

    /// Notes that `n` values were taken from the front.
    pub(crate) fn consumed(&mut self, n: usize, effects: &mut Effects<K, V>) {
        if self.queue.is_empty() {
            self.first = 1;
            self.trim(effects);
        } else {
            self.first += n as u64;
        }
    }

    /// Gives up the buffer of an empty queue, if it is too large to be kept.
    pub(crate) fn trim(&mut self, effects: &mut Effects<K, V>) {
        if self.queue.capacity() > KEPT_CAPACITY {
            effects.drop_queue(std::mem::take(&mut self.queue));
        }
    }

    /// True if somebody waits here.
    pub(crate) fn has_waiters(&self) -> bool {
        self.waits.as_ref().is_some_and(|w| !w.receivers.entries.is_empty() || !w.senders.entries.is_empty())
    }

    /// Notifies whoever can proceed and is not notified yet.
    #[inline]
    pub(crate) fn notify(&mut self, effects: &mut Effects<K, V>) {
        if self.waits.is_some() {
            self.notify_waits(effects);
        }
    }

    fn notify_waits(&mut self, effects: &mut Effects<K, V>) {
        let Some(waits) = &mut self.waits else { return };
        if !waits.receivers.entries.is_empty() {
            waits.receivers.notify(self.queue.len(), effects);
        }
        if !waits.senders.entries.is_empty() {
            let room = self.limit.map_or(usize::MAX, |limit| limit.saturating_sub(self.queue.len()));
            waits.senders.notify(room, effects);
        }
    }

    /// Queues a waiter; one that comes twice is queued twice, and leaves twice.
    pub(crate) fn enter(&mut self, side: Side, waiter: &Arc<Waiter>, need: usize) {
        let entry = Entry { waiter: Arc::clone(waiter), need, notified: false };
        self.waits.get_or_insert_default().side(side).entries.push_back(entry);
    }

    /// Takes back a waiter's notification; the caller notifies the next.
    pub(crate) fn unnotify(&mut self, side: Side, waiter: &Arc<Waiter>) {
        if let Some(waits) = &mut self.waits {
            waits.side(side).unnotify(waiter);
        }
    }

    /// Removes a waiter; the caller notifies the next.
    pub(crate) fn leave(&mut self, side: Side, waiter: &Arc<Waiter>) {
        if let Some(waits) = &mut self.waits {
            waits.side(side).remove(waiter);
        }
    }

    /// Removes all waiters, and what was reserved for them.
    pub(crate) fn forget_waiters(&mut self) {
        self.waits = None;
    }

    /// All waiters of one side, notified or not.
    pub(crate) fn collect(&mut self, side: Side, effects: &mut Effects<K, V>) {
        if let Some(waits) = &mut self.waits {
            for entry in &waits.side(side).entries {
                effects.wake(&entry.waiter);
            }
        }
    }
}
