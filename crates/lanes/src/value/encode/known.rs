//! What was met before in a transmission: references instead of second copies, and the sections that a receiver may skip.

use super::Encoder;
use crate::value::packet::{flag, tag};

/// An object or metatable met before.
#[derive(Clone, Copy)]
pub struct Seen {
    /// Its number (for a metatable: its universe-wide identity).
    pub id: u64,
    /// Where its flags stand.
    flags_at: usize,
    /// The section it was met in, an index into `sections` plus one; 0 outside.
    section: usize,
    /// The root it was met under.
    pub(super) root: usize,
}

/// A part of the bytes that a receiver may skip.
pub(super) struct Section {
    pub(super) flags_at: usize,
    length_at: usize,
    pub(super) parent: usize,
    open: bool,
}

/// A point to go back to.
pub struct Mark {
    pub(super) out: usize,
    refs: usize,
    objects: u32,
    late: usize,
    section: usize,
    path: usize,
    redefined: usize,
    open_metatables: u32,
    closing: usize,
}

impl Encoder<'_> {
    /// Gives a new object its number. Its flags are the next byte written.
    pub fn new_object(&mut self, address: usize) -> u32 {
        let id = self.objects;
        self.objects += 1;
        let seen = self.seen_here(u64::from(id));
        self.seen.insert(address, seen);
        id
    }

    pub(super) fn seen_here(&self, id: u64) -> Seen {
        Seen { id, flags_at: self.out.len(), section: self.section, root: self.roots.len() }
    }

    /// Whether a section is (part of) the definition of a metatable that is being defined again.
    ///
    /// A metatable that was met under an earlier root is defined again under a later one, so that the values of one send
    /// stay independent of each other. It is one metatable all the same, for ever, so a receiver that has it skips the
    /// second definition; the objects in that are its own, and are forgotten when it is done.
    fn is_redefined(&self, mut section: usize) -> bool {
        while section != 0 && !self.redefined.is_empty() {
            if self.redefined.contains(&section) {
                return true;
            }
            section = self.sections[section - 1].parent;
        }
        false
    }

    /// Writes a reference to the object at `address`, if it was met before.
    pub fn reference(&mut self, address: usize) -> bool {
        let Some(&seen) = self.seen.get(&address) else { return false };
        if self.is_redefined(seen.section) {
            self.shadowed.push((address, seen));
            return false;
        }
        self.out[seen.flags_at] |= flag::SHARED;
        self.need(seen);
        self.out.push(tag::OBJECT);
        self.u32(usize::try_from(seen.id).unwrap_or_default());
        true
    }

    /// A thing met before is needed here: no section around it that is closed by now may be skipped.
    pub(super) fn need(&mut self, seen: Seen) {
        if seen.root != self.roots.len() {
            self.entangled = true;
        }
        let mut at = seen.section;
        while at != 0 && !self.sections[at - 1].open {
            let section = &self.sections[at - 1];
            self.out[section.flags_at] |= flag::NEEDED;
            at = section.parent;
        }
    }

    /// Opens a section: writes its length's place. `flags_at` is where its flags stand.
    pub fn open_section(&mut self, flags_at: usize) -> usize {
        let length_at = self.out.len();
        self.u32(0);
        self.sections.push(Section { flags_at, length_at, parent: self.section, open: true });
        self.section = self.sections.len();
        self.section
    }

    /// Closes the innermost open section.
    pub fn close_section(&mut self, id: usize) {
        let length_at = self.sections[id - 1].length_at;
        self.patch(length_at, self.out.len() - length_at - 4);
        self.sections[id - 1].open = false;
        self.section = self.sections[id - 1].parent;
    }

    /// What is known of the object at `address`.
    pub fn take_seen(&self, address: usize) -> Option<Seen> {
        self.seen.get(&address).copied()
    }

    /// Puts back what [`Encoder::take_seen`] gave.
    pub fn put_seen(&mut self, address: usize, seen: Option<Seen>) {
        if let Some(seen) = seen {
            self.seen.insert(address, seen);
        }
    }

    /// What can be taken back: [`Encoder::rewind`].
    pub fn mark(&self) -> Mark {
        Mark {
            out: self.out.len(),
            refs: self.refs.len(),
            objects: self.objects,
            late: self.late.len(),
            section: self.section,
            path: self.path.len(),
            redefined: self.redefined.len(),
            open_metatables: self.open_metatables,
            closing: self.closing.len(),
        }
    }

    /// Forgets all that was encoded since the mark.
    pub fn rewind(&mut self, mark: &Mark) {
        self.out.truncate(mark.out);
        self.refs.truncate(mark.refs);
        self.late.truncate(mark.late);
        let (objects, out) = (u64::from(mark.objects), mark.out);
        self.seen.retain(|_, seen| seen.id < objects);
        self.metatables.retain(|_, (seen, _)| seen.flags_at < out);
        self.redefined.truncate(mark.redefined);
        self.unshadow();
        while self.section != mark.section {
            let section = &mut self.sections[self.section - 1];
            section.open = false;
            self.section = section.parent;
        }
        self.path.truncate(mark.path);
        self.open_metatables = mark.open_metatables;
        self.closing.truncate(mark.closing);
        self.error = None;
    }

    /// When no metatable is being defined again any more, what was known before is known again.
    pub(super) fn unshadow(&mut self) {
        if self.redefined.is_empty() {
            while let Some((address, seen)) = self.shadowed.pop() {
                self.seen.insert(address, seen);
            }
        }
    }
}
