//! Tables into packets: elements, fields, metatables, and what lies too deep to be followed at once.

use super::{Encoder, MAX_DEPTH, Step};
use crate::boundary::{Kind, Raising};
use crate::dialect::Dialect;
use crate::value::packet::{flag, meta, tag};
use std::ffi::c_int;

/// What is known of an object's metatable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Metatable {
    /// That there is none.
    None,
    /// Its address.
    At(usize),
    /// Nothing.
    Unknown,
}

impl Encoder<'_> {
    pub(super) fn table(&mut self, r: Raising<'_>, i: c_int, depth: u32) {
        self.table_after(r, i, depth, 0);
    }

    /// The table at `i`, after so many conversions.
    pub(super) fn table_after(&mut self, r: Raising<'_>, i: c_int, depth: u32, conversions: u32) {
        r.need_stack(12);
        let metatable = match self.dialect {
            Dialect::V3 => self.unless_ignored(r, i),
            Dialect::V4 => (!self.converted(r, i, depth, conversions)).then_some(Metatable::Unknown),
        };
        if let Some(metatable) = metatable {
            self.plain_table(r, i, depth, metatable);
        }
    }

    /// The table at `i`, which nothing converts.
    fn plain_table(&mut self, r: Raising<'_>, i: c_int, depth: u32, metatable: Metatable) {
        let address = r.pointer(i) as usize;
        if self.reference(address) {
            return;
        }
        if address == self.globals {
            self.out.push(tag::GLOBALS);
            return;
        }
        if self.named_table(r, i, address, depth) {
            return;
        }
        self.table_item(r, i, address, depth, metatable);
    }

    /// The item of a table that was not met before and goes by its contents.
    pub fn table_item(&mut self, r: Raising<'_>, i: c_int, address: usize, depth: u32, metatable: Metatable) {
        if depth >= MAX_DEPTH {
            self.out.push(tag::TABLE_LATE);
            let id = self.new_object(address);
            self.out.push(flag::SHARED);
            self.u32(id as usize);
            self.postpone(r, i, id, Kind::Table);
            return;
        }
        self.out.push(tag::TABLE);
        let id = self.new_object(address);
        let mut head = [0; 9];
        head[1..5].copy_from_slice(&id.to_le_bytes());
        self.out.extend_from_slice(&head);
        let counts_place = self.out.len() - 4;
        let counts_at = self.table_contents(r, i, depth, metatable);
        self.patch(counts_place, counts_at);
    }

    /// Metatable, counts, elements, fields. Gives the place of the counts.
    fn table_contents(&mut self, r: Raising<'_>, i: c_int, depth: u32, metatable: Metatable) -> usize {
        const HEAD: [u8; 9] = [meta::NONE, 0, 0, 0, 0, 0, 0, 0, 0];
        match metatable {
            Metatable::None => self.out.extend_from_slice(&HEAD),
            Metatable::At(address) if self.known_metatable(address) => self.out.extend_from_slice(&HEAD[1..]),
            _ => {
                self.metatable(r, i, depth);
                self.out.extend_from_slice(&HEAD[1..]);
            }
        }
        let counts_at = self.out.len() - 8;
        self.path.push(Step::Index(0));
        let (array, ended) = self.elements(r, i, depth);
        let pairs = if ended { 0 } else { self.fields(r, i, depth) };
        self.path.pop();
        self.patch(counts_at, array);
        self.patch(counts_at + 4, pairs);
        counts_at
    }

    /// The other fields; a key and value are on the stack. Those whose key cannot cross are left out.
    fn fields(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> usize {
        let mut n = 0;
        let at = r.top();
        loop {
            if self.field_key(r, at - 1, depth) {
                if let Some(step) = self.path.last_mut() {
                    *step = Step::Key(at - 1);
                }
                if !self.value(r, at, depth + 1) {
                    self.fail_entry(r, at);
                }
                n += 1;
            }
            r.pop(1);
            if !r.next(i) {
                return n;
            }
        }
    }

    /// Writes the key at `i`; false, and nothing written, if its type is none that a key can have.
    #[inline]
    fn field_key(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> bool {
        match r.kind(i) {
            Kind::String => self.string(r.string_bytes(i)),
            Kind::Number => self.number(r, i),
            Kind::Boolean => self.out.push(if r.truthy(i) { tag::TRUE } else { tag::FALSE }),
            Kind::Light if self.is_null(r, i) => return false,
            Kind::Light => self.word(tag::LIGHT, r.userdata(i) as u64),
            _ => return self.try_key(r, i, depth + 1),
        }
        true
    }

    /// The metatable of the value at `i`, or that it has none.
    pub fn metatable(&mut self, r: Raising<'_>, i: c_int, depth: u32) {
        if !r.get_metatable(i) {
            self.out.push(meta::NONE);
            return;
        }
        let at = r.top();
        let address = r.pointer(at) as usize;
        if !self.known_metatable(address) {
            let earlier = self.metatables.get(&address).map(|&(_, section)| section);
            let id = crate::value::metatables::identity(r, self.env, at);
            self.define_metatable(r, at, id, earlier, depth);
        }
        r.pop(1);
    }

    /// Refers to the metatable at `address`, if it was defined under this root.
    fn known_metatable(&mut self, address: usize) -> bool {
        let Some(&(seen, _)) = self.metatables.get(&address) else { return false };
        if seen.root != self.roots.len() {
            return false;
        }
        self.need(seen);
        let mut item = [meta::KNOWN; 9];
        item[1..].copy_from_slice(&seen.id.to_le_bytes());
        self.out.extend_from_slice(&item);
        true
    }

    /// Defines the metatable at `at`; `earlier` is the section of its definition under an earlier root.
    fn define_metatable(&mut self, r: Raising<'_>, at: c_int, id: u64, earlier: Option<usize>, depth: u32) {
        self.out.push(meta::DEFINED);
        let seen = self.seen_here(id);
        self.out.extend_from_slice(&id.to_le_bytes());
        let flags_at = self.out.len();
        self.out.push(0);
        let section = self.open_section(flags_at);
        self.metatables.insert(r.pointer(at) as usize, (seen, earlier.unwrap_or(section)));
        self.redefined.extend(earlier);
        self.path.push(Step::Metatable);
        self.open_metatables += 1;
        r.need_stack(12);
        if !self.ignored(r, at) {
            self.plain_table(r, at, depth + 1, Metatable::Unknown);
        }
        self.open_metatables -= 1;
        self.path.pop();
        if earlier.is_some() {
            self.redefined.pop();
        }
        self.unshadow();
        self.close_section(section);
    }

    /// Keeps the object at `i` for later. Nothing that is open may be skipped, because the late contents are not part
    /// of it.
    pub fn postpone(&mut self, r: Raising<'_>, i: c_int, id: u32, kind: Kind) {
        let mut at = self.section;
        while at != 0 {
            let section = &self.sections[at - 1];
            self.out[section.flags_at] |= flag::NEEDED;
            at = section.parent;
        }
        if r.kind(1) == Kind::Nil {
            r.create_table(8, 0);
            r.replace(1);
        }
        r.push_value(i);
        r.raw_seti(1, i32::try_from(id).unwrap_or(i32::MAX - 1) + 1);
        self.late.push_back((id, kind));
    }

    pub(super) fn late_contents(&mut self, r: Raising<'_>) {
        while let Some((id, kind)) = self.late.pop_front() {
            let slot = i32::try_from(id).unwrap_or(i32::MAX - 1) + 1;
            r.raw_geti(1, slot);
            r.push_nil();
            r.raw_seti(1, slot);
            self.path.clear();
            self.path.push(Step::Late);
            self.u32(id as usize);
            let at = r.top();
            if kind == Kind::Table {
                self.table_contents(r, at, 0, Metatable::Unknown);
            } else {
                self.upvalues(r, at, 0);
            }
            r.pop(1);
        }
    }
}
