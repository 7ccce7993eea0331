//! The single steps of a linda's operations: plain data and plain functions under the linda's lock.
//!
//! A step does not wait and wakes nobody: it tries once, and leaves in [`Effects`] whom to wake and what to drop.

use crate::effects::Effects;
use crate::outcome::{Batch, Cancelled, Changed, Fill, Restriction, Wake};
use crate::slot::{Side, Slot};
use crate::table::Table;
use crate::wait::Waiter;
use std::hash::Hash;
use std::sync::Arc;

/// Everything, under the one lock.
pub(crate) struct Core<K, V> {
    pub(crate) table: Table<K, V>,
    /// The cancel mark. While it is set nobody is notified, because nobody could do anything; clearing it notifies.
    pub(crate) cancelled: bool,
    /// Some data operation has been here.
    pub(crate) touched: bool,
}

/// What an operation waits for, should it have to.
pub(crate) struct Want<'a, K> {
    pub(crate) keys: &'a [K],
    pub(crate) side: Side,
    pub(crate) need: usize,
    /// It is about one value, so it holds the lock for a moment only.
    pub(crate) single: bool,
}

/// The slot is for other operations only.
pub(crate) struct Restricted;

/// What one attempt gave: nothing, if it has to be repeated when something has changed.
pub(crate) type Attempt<T> = Option<Result<T, Restricted>>;

/// What replacing a queue gave.
struct Replaced<V> {
    /// The slot has a limit above zero and is not full now.
    has_room: bool,
    /// How full it is now.
    fill: Fill,
    /// The value of a queue that had one; to be dropped after unlocking.
    old: Option<V>,
}

/// Single steps, all under the lock.
impl<K: Eq + Hash + Clone, V: Clone> Core<K, V> {
    pub(crate) fn new() -> Self {
        Core { table: Table::new(), cancelled: false, touched: false }
    }

    /// The start of every data operation that a cancel mark refuses.
    pub(crate) fn touch(&mut self) -> Result<(), Cancelled> {
        if self.cancelled {
            return Err(Cancelled::Soft);
        }
        self.touched = true;
        Ok(())
    }

    /// Sends: all or nothing.
    #[inline]
    pub(crate) fn push<B: Batch<V>>(
        &mut self,
        key: &K,
        values: &mut B,
        n: usize,
        effects: &mut Effects<K, V>,
    ) -> Attempt<()> {
        let position = self.table.find_or_insert(key);
        let slot = self.table.at(position);
        if slot.restriction == Restriction::SetGet {
            return Some(Err(Restricted));
        }
        if !slot.fits(n) {
            return None;
        }
        slot.known = true;
        slot.reserve(n);
        values.pour(&mut slot.queue);
        slot.notify(effects);
        self.table.unlink(position);
        if n == 0 {
            self.table.settle(position, effects);
        }
        Some(Ok(()))
    }

    /// See [`Linda::put_back`](crate::Linda::put_back).
    pub(crate) fn put_back(&mut self, key: &K, values: &mut Vec<V>, effects: &mut Effects<K, V>) {
        let position = self.table.find_or_insert(key);
        let slot = self.table.at(position);
        slot.known = true;
        slot.reserve(values.len());
        slot.first = slot.first.saturating_sub(values.len() as u64).max(1);
        for value in values.drain(..).rev() {
            slot.queue.push_front(value);
        }
        slot.notify(effects);
        self.table.unlink(position);
    }

    /// Receives from the first key that has a value: puts it in `taken` and gives the key's index.
    #[inline]
    pub(crate) fn pop(
        &mut self,
        keys: &[K],
        taken: &mut Option<V>,
        effects: &mut Effects<K, V>,
    ) -> Attempt<usize> {
        for (i, key) in keys.iter().enumerate() {
            let Some(position) = self.table.find(key) else { continue };
            let slot = self.table.at(position);
            if slot.restriction == Restriction::SetGet {
                return Some(Err(Restricted));
            }
            if !slot.queue.is_empty() {
                *taken = slot.queue.pop_front();
                self.after_pop(position, 1, effects);
                return Some(Ok(i));
            }
        }
        None
    }

    /// Receives at least `min` values.
    pub(crate) fn pop_batch(
        &mut self,
        key: &K,
        min: usize,
        max: usize,
        out: &mut Vec<V>,
        effects: &mut Effects<K, V>,
    ) -> Attempt<()> {
        let position = self.table.find(key)?;
        let slot = self.table.at(position);
        if slot.restriction == Restriction::SetGet {
            return Some(Err(Restricted));
        }
        let n = slot.queue.len().min(max);
        if n < min {
            return None;
        }
        out.extend(slot.queue.drain(..n));
        self.after_pop(position, n, effects);
        Some(Ok(()))
    }

    /// What follows taking `n` values: room for senders, perhaps a drained slot.
    #[inline]
    fn after_pop(&mut self, position: usize, n: usize, effects: &mut Effects<K, V>) {
        let slot = self.table.at(position);
        slot.consumed(n, effects);
        slot.notify(effects);
        if slot.queue.is_empty() {
            self.table.settle(position, effects);
        }
    }

    /// See [`Linda::update`](crate::Linda::update); gives a value to drop with the answer.
    pub(crate) fn update<E>(
        &mut self,
        key: &K,
        f: &mut impl FnMut(Option<&V>) -> Result<V, E>,
        effects: &mut Effects<K, V>,
    ) -> Attempt<(Result<V, E>, Option<V>)> {
        let position = self.table.find(key);
        let front = match position {
            Some(position) => {
                let slot = self.table.at(position);
                if slot.restriction != Restriction::None {
                    return Some(Err(Restricted));
                }
                if !slot.fits(1) {
                    return None;
                }
                slot.queue.front()
            }
            None => None,
        };
        let value = match f(front) {
            Ok(value) => value,
            Err(error) => return Some(Ok((Err(error), None))),
        };
        let position = self.table.find_or_insert(key);
        let replaced = self.replace(position, &mut Some(value.clone()), effects);
        Some(Ok((Ok(value), replaced.old)))
    }

    /// See [`Linda::set`](crate::Linda::set); gives a value to drop with the answer.
    pub(crate) fn set<B: Batch<V>>(
        &mut self,
        key: &K,
        values: &mut B,
        effects: &mut Effects<K, V>,
    ) -> Result<(Changed, Option<V>), Restricted> {
        let position = if values.is_empty() {
            match self.table.find(key) {
                Some(position) => position,
                None => return Ok((Changed { freed: false, fill: Fill::Under }, None)),
            }
        } else {
            self.table.find_or_insert(key)
        };
        let slot = self.table.at(position);
        if slot.restriction == Restriction::SendReceive {
            return Err(Restricted);
        }
        let was_full = slot.is_full();
        let replaced = self.replace(position, values, effects);
        let changed = Changed { freed: was_full && replaced.has_room, fill: replaced.fill };
        Ok((changed, replaced.old))
    }

    /// Puts `values` in the place of a slot's queue.
    fn replace<B: Batch<V>>(
        &mut self,
        position: usize,
        values: &mut B,
        effects: &mut Effects<K, V>,
    ) -> Replaced<V> {
        let n = values.len();
        let slot = self.table.at(position);
        // One value is carried out alone, so that a queue of one keeps its buffer: no allocation per `set`.
        let old = if slot.queue.len() == 1 { slot.queue.pop_front() } else { None };
        if !slot.queue.is_empty() {
            effects.drop_queue(std::mem::take(&mut slot.queue));
        }
        if n == 0 {
            slot.trim(effects);
        }
        slot.first = 1;
        slot.reserve(n);
        values.pour(&mut slot.queue);
        slot.known = n > 0 || slot.has_rules();
        slot.notify(effects);
        let has_room = slot.limit.is_some_and(|limit| limit > 0) && !slot.is_full();
        let fill = slot.fill();
        self.table.detach(position);
        self.table.settle(position, effects);
        Replaced { has_room, fill, old }
    }

    /// See [`Linda::set_limit`](crate::Linda::set_limit).
    pub(crate) fn set_limit(
        &mut self,
        key: &K,
        limit: Option<usize>,
        effects: &mut Effects<K, V>,
    ) -> Changed {
        let position = self.table.find_or_insert(key);
        let slot = self.table.at(position);
        let was_full = slot.is_full();
        slot.known = true;
        slot.limit = limit;
        slot.notify(effects);
        let changed = Changed { freed: was_full && !slot.is_full(), fill: slot.fill() };
        self.table.detach(position);
        self.table.settle(position, effects);
        changed
    }

    /// See [`Linda::restrict`](crate::Linda::restrict).
    pub(crate) fn restrict(
        &mut self,
        key: &K,
        restriction: Restriction,
        effects: &mut Effects<K, V>,
    ) -> Restriction {
        let position = self.table.find_or_insert(key);
        let slot = self.table.at(position);
        let before = std::mem::replace(&mut slot.restriction, restriction);
        slot.known = true;
        if before != restriction {
            // Those who sleep here look again: they may be refused now.
            slot.collect(Side::Receive, effects);
            slot.collect(Side::Send, effects);
        }
        self.table.detach(position);
        self.table.settle(position, effects);
        before
    }

    /// Has the waiters of one or both sides look again; notes it for after the unlocking.
    pub(crate) fn wake(&mut self, wake: Wake, effects: &mut Effects<K, V>) {
        for slot in self.table.iter_mut() {
            if wake != Wake::Writers {
                slot.collect(Side::Receive, effects);
            }
            if wake != Wake::Readers {
                slot.collect(Side::Send, effects);
            }
        }
    }

    /// Removes all waiters.
    pub(crate) fn forget_waiters(&mut self, effects: &mut Effects<K, V>) {
        let waited_for = |slot: &&Slot<K, V>| slot.has_waiters();
        let keys: Vec<K> = self.table.iter().filter(waited_for).filter_map(|slot| slot.key.clone()).collect();
        for key in &keys {
            let position = self.table.find_or_insert(key);
            self.table.at(position).forget_waiters();
            self.table.settle(position, effects);
        }
    }

    /// Queues a waiter on all its keys.
    pub(crate) fn enter(&mut self, want: &Want<'_, K>, w: &Arc<Waiter>) {
        for key in want.keys {
            let position = self.table.find_or_insert(key);
            self.table.at(position).enter(want.side, w, want.need);
        }
    }

    /// Takes back the notifications of a waiter whose attempt failed and that keeps its place; others may use them.
    pub(crate) fn unnotify(&mut self, want: &Want<'_, K>, w: &Arc<Waiter>, effects: &mut Effects<K, V>) {
        for key in want.keys {
            if let Some(position) = self.table.find(key) {
                let slot = self.table.at(position);
                slot.unnotify(want.side, w);
                slot.notify(effects);
            }
        }
    }

    /// Removes a waiter from all its keys, for whatever reason it leaves.
    ///
    /// A notification that it has not used is passed on: the others are looked at again without its reservation. Under
    /// a cancel mark nobody could use it, and clearing the mark looks at everybody.
    pub(crate) fn leave(&mut self, want: &Want<'_, K>, w: &Arc<Waiter>, effects: &mut Effects<K, V>) {
        for key in want.keys {
            let Some(position) = self.table.find(key) else { continue };
            let slot = self.table.at(position);
            slot.leave(want.side, w);
            if !self.cancelled {
                slot.notify(effects);
            }
            self.table.settle(position, effects);
        }
    }
}
