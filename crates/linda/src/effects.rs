//! What a locked section leaves to be done after it: waiters to wake, and things to drop.
//!
//! An [`Effects`] lives on the stack of one operation and is filled under the lock of its linda. [`Effects::run`] is
//! called after unlocking; if an operation returns early, dropping it drops the garbage.

use crate::slot::Slot;
use crate::wait::Waiter;
use std::collections::VecDeque;
use std::sync::Arc;

/// Everything that an operation does after unlocking. Small to make and to drop, as every operation does both.
pub(crate) struct Effects<K, V> {
    /// A waiter that was notified under the lock; zero or one is by far the most frequent, and allocates nothing.
    wake: Option<Arc<Waiter>>,
    /// A key that was forgotten.
    key: Option<K>,
    /// What few operations leave behind.
    rare: Option<Box<Rare<K, V>>>,
}

/// Larger or rarer garbage.
struct Rare<K, V> {
    wakes: Vec<Arc<Waiter>>,
    keys: Vec<K>,
    queues: Vec<VecDeque<V>>,
    slots: Vec<Slot<K, V>>,
}

impl<K, V> Effects<K, V> {
    pub(crate) const fn new() -> Self {
        Effects { wake: None, key: None, rare: None }
    }

    fn rare(&mut self) -> &mut Rare<K, V> {
        self.rare.get_or_insert_with(|| {
            Box::new(Rare { wakes: Vec::new(), keys: Vec::new(), queues: Vec::new(), slots: Vec::new() })
        })
    }

    /// Wakes a waiter later.
    pub(crate) fn wake(&mut self, waiter: &Arc<Waiter>) {
        match self.wake {
            None => self.wake = Some(Arc::clone(waiter)),
            Some(_) => self.rare().wakes.push(Arc::clone(waiter)),
        }
    }

    /// Drops a key later.
    pub(crate) fn drop_key(&mut self, key: K) {
        match self.key {
            None => self.key = Some(key),
            Some(_) => self.rare().keys.push(key),
        }
    }

    /// Drops a queue, or the too large buffer of an empty one, later.
    #[cold]
    pub(crate) fn drop_queue(&mut self, queue: VecDeque<V>) {
        self.rare().queues.push(queue);
    }

    /// Drops the slots that a compaction left, which are holes, later.
    #[cold]
    pub(crate) fn drop_slots(&mut self, slots: Vec<Slot<K, V>>) {
        self.rare().slots = slots;
    }

    /// Wakes those who were notified and forgets them; call it with no lock held. Tells whether there was anybody.
    ///
    /// The notification itself is the mark in the slot, made under the lock: whoever sleeps has its signal still to
    /// come, because each marked waiter is in the effects of exactly the operation that marked it.
    #[inline]
    pub(crate) fn run(&mut self) -> bool {
        let Some(waiter) = self.wake.take() else { return false };
        waiter.signal();
        for waiter in self.rare.iter_mut().flat_map(|rare| rare.wakes.drain(..)) {
            waiter.signal();
        }
        true
    }
}
