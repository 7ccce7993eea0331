//! The single steps of a linda's operations: plain data and plain functions under the linda's lock.
//!
//! A step does not wait and wakes nobody: it tries once, and leaves in [`Effects`] whom to wake and what to drop.

use crate::effects::Effects;
use crate::outcome::{Batch, Cancelled};
use crate::slot::Side;
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
}

/// What replacing a queue gave.
struct Replaced<V> {
    /// The slot has a limit above zero and is not full now.
    has_room: bool,
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
    ) -> Option<()> {
        let position = self.table.find_or_insert(key);
        let slot = self.table.at(position);
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
        Some(())
    }

    /// Receives from the first key that has a value: puts it in `taken` and gives the key's index.
    #[inline]
    pub(crate) fn pop(
        &mut self,
        keys: &[K],
        taken: &mut Option<V>,
        effects: &mut Effects<K, V>,
    ) -> Option<usize> {
        for (i, key) in keys.iter().enumerate() {
            let Some(position) = self.table.find(key) else { continue };
            let slot = self.table.at(position);
            if !slot.queue.is_empty() {
                *taken = slot.queue.pop_front();
                self.after_pop(position, 1, effects);
                return Some(i);
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
    ) -> Option<()> {
        let position = self.table.find(key)?;
        let slot = self.table.at(position);
        let n = slot.queue.len().min(max);
        if n < min {
            return None;
        }
        out.extend(slot.queue.drain(..n));
        self.after_pop(position, n, effects);
        Some(())
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
    ) -> Option<(Result<V, E>, Option<V>)> {
        let position = self.table.find(key);
        let front = match position {
            Some(position) => {
                let slot = self.table.at(position);
                if !slot.fits(1) {
                    return None;
                }
                slot.queue.front()
            }
            None => None,
        };
        let value = match f(front) {
            Ok(value) => value,
            Err(error) => return Some((Err(error), None)),
        };
        let position = self.table.find_or_insert(key);
        let replaced = self.replace(position, &mut Some(value.clone()), effects);
        Some((Ok(value), replaced.old))
    }

    /// See [`Linda::set`](crate::Linda::set); gives a value to drop with the answer.
    pub(crate) fn set<B: Batch<V>>(
        &mut self,
        key: &K,
        values: &mut B,
        effects: &mut Effects<K, V>,
    ) -> (bool, Option<V>) {
        let position = if values.is_empty() {
            match self.table.find(key) {
                Some(position) => position,
                None => return (false, None),
            }
        } else {
            self.table.find_or_insert(key)
        };
        let was_full = self.table.at(position).is_full();
        let replaced = self.replace(position, values, effects);
        (was_full && replaced.has_room, replaced.old)
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
        slot.known = n > 0 || slot.limit.is_some();
        slot.notify(effects);
        let has_room = slot.limit.is_some_and(|limit| limit > 0) && !slot.is_full();
        self.table.detach(position);
        self.table.settle(position, effects);
        Replaced { has_room, old }
    }

    /// See [`Linda::set_limit`](crate::Linda::set_limit).
    pub(crate) fn set_limit(&mut self, key: &K, limit: Option<usize>, effects: &mut Effects<K, V>) -> bool {
        let position = self.table.find_or_insert(key);
        let slot = self.table.at(position);
        let was_full = slot.is_full();
        slot.known = true;
        slot.limit = limit;
        slot.notify(effects);
        let freed = was_full && !slot.is_full();
        self.table.detach(position);
        self.table.settle(position, effects);
        freed
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
