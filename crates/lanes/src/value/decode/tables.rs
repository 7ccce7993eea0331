//! Tables and their metatables: created at their final size, known metatables looked up rather than rebuilt.

use super::{Decoder, Role, keep, share, slot};
use crate::boundary::{Kind, Raising};
use crate::value::metatables;
use crate::value::packet::{flag, meta, tag};

impl Decoder<'_> {
    /// A table, which is known to what it contains as what its role says from the moment it exists.
    pub(super) fn table(&mut self, r: Raising<'_>, role: Role) {
        let flags = self.byte();
        let id = self.next_object();
        r.need_stack(10);
        // The counts stand behind the metatable, so the table is made at its size first and the rest read in order.
        let counts_at = self.u32();
        let (array, pairs) = self.counts(counts_at);
        r.create_table(array, pairs);
        if flags & flag::SHARED != 0 {
            if matches!(role, Role::Copy) {
                r.push_value(-2);
                share(r, id);
                r.pop(1);
            } else {
                share(r, id);
            }
        }
        if let Role::Metatable(identity) = role {
            self.new_metatable(r, identity);
        }
        self.contents(r);
    }

    fn counts(&self, at: usize) -> (usize, usize) {
        let word = |at: usize| {
            let mut b = [0; 4];
            b.copy_from_slice(&self.packet.bytes[at..at + 4]);
            u32::from_le_bytes(b) as usize
        };
        (word(at), word(at + 4))
    }

    /// Fills the table on top: metatable, counts, elements, fields.
    fn contents(&mut self, r: Raising<'_>) {
        let has_metatable = self.metatable(r);
        let table = if has_metatable { r.top() - 1 } else { r.top() };
        let array = self.u32();
        let pairs = self.u32();
        for n in 1..=i32::try_from(array).unwrap_or(i32::MAX) {
            match self.packet.bytes[self.pos..] {
                [tag::INT, a, b, c, d, e, f, g, h, ..] => {
                    r.push_int(i64::from_le_bytes([a, b, c, d, e, f, g, h]));
                    self.pos += 9;
                }
                _ => self.item(r),
            }
            r.raw_seti(table, n);
        }
        for _ in 0..pairs {
            self.item(r);
            self.item(r);
            r.raw_set(table);
        }
        if has_metatable {
            r.set_metatable(table);
        }
    }

    /// Pushes the metatable that comes next, if there is one.
    pub fn metatable(&mut self, r: Raising<'_>) -> bool {
        match self.byte() {
            meta::NONE => false,
            meta::KNOWN => {
                let identity = self.u64();
                self.push_metatable(r, identity)
            }
            _ => {
                self.defined_metatable(r);
                true
            }
        }
    }

    fn defined_metatable(&mut self, r: Raising<'_>) {
        let identity = self.u64();
        let flags = self.byte();
        let (from, to) = self.blob();
        let known = self.push_metatable(r, identity);
        if known && flags & flag::NEEDED == 0 {
            return;
        }
        self.pos = from;
        let is_table = self.packet.bytes[from] == tag::TABLE;
        if known {
            // Decoded for the objects in it that are used elsewhere; the metatable stays the one that is known here. One
            // that the state knew before may have been sent long ago: what arrives now as a value is as it is now, so it
            // is not replaced by what the state has.
            if is_table {
                self.pos += 1;
                let made_here = self.new_metatables.contains_key(&word(identity));
                self.table(r, if made_here { Role::Copy } else { Role::Value });
            } else {
                self.item(r);
            }
            r.pop(1);
        } else {
            r.pop(1);
            if is_table {
                self.pos += 1;
                self.table(r, Role::Metatable(identity));
            } else {
                self.item(r);
                if r.kind(-1) == Kind::Table {
                    self.new_metatable(r, identity);
                }
            }
        }
        self.pos = to;
    }

    /// Pushes the metatable with this number, or nil.
    fn push_metatable(&mut self, r: Raising<'_>, identity: u64) -> bool {
        if self.latest_metatable == Some(identity) {
            r.push_value(2);
            return true;
        }
        let found = match self.new_metatables.get(&word(identity)) {
            Some(&slot) => r.raw_geti(1, slot) == Kind::Table,
            None => metatables::push_known(r, identity),
        };
        if found {
            self.latest_metatable = Some(identity);
            r.push_value(-1);
            r.replace(2);
        }
        found
    }

    /// The table on top is metatable `identity`, for this packet.
    fn new_metatable(&mut self, r: Raising<'_>, identity: u64) {
        // Slots from 1 on are those of the objects.
        let slot = -i32::try_from(self.new_metatables.len()).unwrap_or(i32::MAX);
        keep(r, slot);
        self.new_metatables.insert(word(identity), slot);
    }

    /// The state learns the new metatables.
    pub(super) fn keep_metatables(&mut self, r: Raising<'_>) {
        r.need_stack(8);
        for (&identity, &slot) in &self.new_metatables {
            r.raw_geti(1, slot);
            let at = r.top();
            metatables::remember(r, identity as u64, at);
            r.pop(1);
        }
    }

    pub(super) fn late_contents(&mut self, r: Raising<'_>) {
        while self.pos < self.packet.bytes.len() {
            let id = self.u32();
            if r.raw_geti(1, slot(id)) == Kind::Table {
                self.contents(r);
            } else {
                self.upvalues(r);
            }
            r.pop(1);
        }
    }
}

/// A metatable's number as a key of a map. It is a count, so it fits.
fn word(identity: u64) -> usize {
    usize::try_from(identity).unwrap_or_default()
}
