//! The slots of a linda by key, and which drained ones it still remembers. Plain data under the linda's lock.
//!
//! Slots lie in one vector; a hash table maps keys to their positions. Drained slots without a limit form a list in
//! the order in which they were drained; when it grows too long the oldest is forgotten. The one drained last stays out
//! of the list until another one is: a single busy key costs no list work. When most of the vector is
//! holes it is rebuilt, so a linda that has seen millions of keys ends as small as one that has not. Positions are
//! therefore good only until the next call of [`Table::settle`].

use crate::effects::Effects;
use crate::slot::Slot;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::{BuildHasher, Hash};

/// No slot.
pub(crate) const NIL: u32 = u32::MAX;
/// How many drained keys without a limit a linda remembers.
pub(crate) const REMEMBERED: usize = 1024;
/// A vector of at most this many slots is never rebuilt.
const COMPACT_FROM: usize = 4096;

/// Keys and slots.
pub(crate) struct Table<K, V> {
    /// Positions in `slots`.
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    slots: Vec<Slot<K, V>>,
    /// The first hole in `slots`.
    hole: u32,
    /// The slot drained last, if nothing but sends and receives came to it since. Not in the list, maybe not empty.
    latest: u32,
    /// The ends of the list of the other drained slots, and its length.
    newest: u32,
    oldest: u32,
    drained: usize,
    /// Where the last key was found: most operations use the key of the one before.
    last: usize,
}

impl<K: Eq + Hash, V> Table<K, V> {
    pub(crate) fn new() -> Self {
        Table {
            index: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            slots: Vec::new(),
            hole: NIL,
            latest: NIL,
            newest: NIL,
            oldest: NIL,
            drained: 0,
            last: 0,
        }
    }

    /// The slot at a position.
    pub(crate) fn at(&mut self, position: usize) -> &mut Slot<K, V> {
        &mut self.slots[position]
    }

    /// All slots, known or not.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Slot<K, V>> {
        self.slots.iter().filter(|slot| slot.key.is_some())
    }

    /// All slots, known or not.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Slot<K, V>> {
        self.slots.iter_mut().filter(|slot| slot.key.is_some())
    }

    /// The position of a key's slot, known or not.
    #[inline]
    pub(crate) fn find(&mut self, key: &K) -> Option<usize> {
        if let Some(slot) = self.slots.get(self.last)
            && slot.key.as_ref() == Some(key)
        {
            return Some(self.last);
        }
        self.look_up(key)
    }

    fn look_up(&mut self, key: &K) -> Option<usize> {
        let slots = &self.slots;
        let hash = self.hasher.hash_one(key);
        let found = self.index.find(hash, |&p| slots[p as usize].key.as_ref() == Some(key))?;
        self.last = *found as usize;
        Some(self.last)
    }

    /// The slot of a key that everybody may see.
    pub(crate) fn known(&mut self, key: &K) -> Option<&mut Slot<K, V>> {
        let position = self.find(key)?;
        let slot = &mut self.slots[position];
        slot.known.then_some(slot)
    }

    /// The position of a key's slot, made if need be.
    #[inline]
    pub(crate) fn find_or_insert(&mut self, key: &K) -> usize
    where
        K: Clone,
    {
        self.find(key).unwrap_or_else(|| self.insert(key.clone()))
    }

    fn insert(&mut self, key: K) -> usize {
        let hash = self.hasher.hash_one(&key);
        let position = match self.hole {
            NIL => {
                assert!(self.slots.len() < NIL as usize, "too many keys in a linda");
                self.slots.push(Slot::new(Some(key)));
                self.slots.len() - 1
            }
            hole => {
                let position = hole as usize;
                self.hole = self.slots[position].older;
                self.slots[position] = Slot::new(Some(key));
                position
            }
        };
        let (slots, hasher) = (&self.slots, &self.hasher);
        self.index.insert_unique(hash, position as u32, |&p| hash_at(hasher, slots, p));
        self.last = position;
        position
    }

    /// Takes a slot that was changed otherwise than by a send or a receive from among the drained ones.
    pub(crate) fn detach(&mut self, position: usize) {
        if self.latest as usize == position {
            self.latest = NIL;
        }
        self.unlink(position);
    }

    /// Takes a slot that gets values out of the list of drained ones.
    #[inline]
    pub(crate) fn unlink(&mut self, position: usize) {
        if self.slots[position].linked {
            self.unlink_listed(position);
        }
    }

    fn unlink_listed(&mut self, position: usize) {
        let slot = &mut self.slots[position];
        slot.linked = false;
        let (newer, older) = (slot.newer, slot.older);
        match newer {
            NIL => self.newest = older,
            newer => self.slots[newer as usize].older = older,
        }
        match older {
            NIL => self.oldest = newer,
            older => self.slots[older as usize].newer = newer,
        }
        self.drained -= 1;
    }

    fn link(&mut self, position: usize) {
        let older = self.newest;
        let slot = &mut self.slots[position];
        (slot.linked, slot.newer, slot.older) = (true, NIL, older);
        match older {
            NIL => self.oldest = position as u32,
            older => self.slots[older as usize].newer = position as u32,
        }
        self.newest = position as u32;
        self.drained += 1;
    }

    /// Puts a slot where it belongs after an operation that may have drained it or let its last waiter go: forgotten if
    /// nobody knows it and nobody waits, else with the drained ones if it is. Positions are void afterwards.
    pub(crate) fn settle(&mut self, position: usize, effects: &mut Effects<K, V>) {
        let slot = &self.slots[position];
        if self.latest as usize == position || slot.linked || !slot.is_drained() {
            return;
        }
        if slot.known {
            self.now_latest(position, effects);
        } else if !slot.has_waiters() {
            self.remove(position, effects);
        }
    }

    /// Lists the slot that was drained last before this one, if it is still empty, and forgets the oldest if there are
    /// too many. If somebody waits on the oldest, it only leaves the list: it comes back when the last of them goes.
    fn now_latest(&mut self, position: usize, effects: &mut Effects<K, V>) {
        let before = std::mem::replace(&mut self.latest, position as u32);
        if before != NIL && self.slots[before as usize].is_drained() {
            self.link(before as usize);
        }
        if self.drained >= REMEMBERED {
            let oldest = self.oldest as usize;
            self.unlink(oldest);
            if !self.slots[oldest].has_waiters() {
                self.remove(oldest, effects);
            }
        }
    }

    /// Makes a hole of a slot without waiters that is neither listed nor the latest.
    fn remove(&mut self, position: usize, effects: &mut Effects<K, V>) {
        let Some(key) = self.slots[position].key.take() else { return };
        let hash = self.hasher.hash_one(&key);
        if let Ok(entry) = self.index.find_entry(hash, |&p| p as usize == position) {
            entry.remove();
        }
        effects.drop_key(key);
        self.slots[position] = Slot::new(None);
        self.slots[position].older = self.hole;
        self.hole = position as u32;
        if self.slots.len() > COMPACT_FROM && self.index.len() < self.slots.len() / 4 {
            self.compact(effects);
        }
    }

    /// Rebuilds everything without the holes. Each slot that is looked at here was removed since the last time or is
    /// one of a third as many that stay, so a removal costs a constant.
    fn compact(&mut self, effects: &mut Effects<K, V>) {
        let live = self.index.len();
        let mut order = Vec::with_capacity(self.drained);
        let mut position = self.oldest;
        while position != NIL {
            order.push(position as usize);
            position = self.slots[position as usize].newer;
        }
        let mut moved = vec![NIL; self.slots.len()];
        let mut old = std::mem::replace(&mut self.slots, Vec::with_capacity(live));
        for (from, slot) in old.iter_mut().enumerate() {
            if slot.key.is_some() {
                moved[from] = self.slots.len() as u32;
                self.slots.push(std::mem::replace(slot, Slot::new(None)));
            }
        }
        effects.drop_slots(old);
        (self.hole, self.newest, self.oldest, self.drained, self.last) = (NIL, NIL, NIL, 0, 0);
        if self.latest != NIL {
            self.latest = moved[self.latest as usize];
        }
        for position in order {
            self.link(moved[position] as usize);
        }
        let (slots, hasher) = (&self.slots, &self.hasher);
        self.index = HashTable::with_capacity(live);
        for position in 0..slots.len() as u32 {
            let hash = hash_at(hasher, slots, position);
            self.index.insert_unique(hash, position, |&p| hash_at(hasher, slots, p));
        }
    }
}

/// The hash of the key at a position that the index holds, so that is not a hole.
fn hash_at<K: Hash, V>(hasher: &DefaultHashBuilder, slots: &[Slot<K, V>], position: u32) -> u64 {
    slots[position as usize].key.as_ref().map_or(0, |key| hasher.hash_one(key))
}
