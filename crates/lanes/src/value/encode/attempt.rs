//! Tries: what is encoded if it can be, and else left out without an error. Each runs in a protected call of its own,
//! inside that of the transmission.

use super::Encoder;
use super::tables::Metatable;
use crate::boundary::{Kind, Quiet, Raising};
use crate::value::packet::tag;
use std::ffi::c_int;

/// How deep tries are nested; each costs native stack. What lies deeper is created in place and filled late.
const MAX_TRIES: u32 = 16;

/// What is tried.
#[derive(Clone, Copy)]
enum Task {
    /// The contents of a table that also goes by its name.
    Contents { address: usize, depth: u32 },
    /// An object that is a key of a table.
    Key { depth: u32 },
}

struct Attempt<'a, 'e> {
    encoder: &'a mut Encoder<'e>,
    task: Task,
}

impl Encoder<'_> {
    /// The contents of the table at `i`, or nothing at all if something in them cannot cross. `section` is the one that
    /// is open for them.
    pub fn try_contents(&mut self, r: Raising<'_>, i: c_int, address: usize, depth: u32) {
        let entry = self.take_seen(address);
        self.attempt(r, i, Task::Contents { address, depth });
        self.put_seen(address, entry);
    }

    /// The object at `i` as a key of a table. False, and nothing written, if it cannot cross or would be nil.
    pub(super) fn try_key(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> bool {
        if !matches!(r.kind(i), Kind::Table | Kind::Function | Kind::Userdata) {
            return false;
        }
        let mark = self.mark();
        if self.tries >= MAX_TRIES {
            return self.value(r, i, super::MAX_DEPTH) && !self.is_no_key(&mark);
        }
        self.attempt(r, i, Task::Key { depth }) && !self.is_no_key(&mark)
    }

    /// Whether what was written since the mark can be no key: then it is taken back.
    fn is_no_key(&mut self, mark: &super::known::Mark) -> bool {
        let item = &self.out[mark.out..];
        let nan = |word: &[u8]| <[u8; 8]>::try_from(word).is_ok_and(|w| f64::from_le_bytes(w).is_nan());
        let is_none = item.first() == Some(&tag::NIL)
            || (item.first() == Some(&tag::NUM) && item.get(1..9).is_some_and(nan));
        if is_none {
            self.rewind(mark);
        }
        is_none
    }

    /// True if the task was done. What it has written is taken back if not; errors that are not about what is encoded
    /// are raised again.
    fn attempt(&mut self, r: Raising<'_>, i: c_int, task: Task) -> bool {
        r.need_stack(8);
        let mark = self.mark();
        r.push_value(1);
        r.push_value(i);
        self.tries += 1;
        let outer_steps = std::mem::replace(&mut self.outer_steps, self.path.len());
        // SAFETY: the outer frame owns all that grows, so an error that lands here leaves nothing behind; a protected
        // call inside a protected call is as quiet as any.
        let q = unsafe { Quiet::new(r.as_ptr()) };
        let done = q.protected(2, 1, &mut Attempt { encoder: self, task }, run).is_ok();
        self.tries -= 1;
        self.outer_steps = outer_steps;
        if done {
            r.replace(1);
            return true;
        }
        if self.error.is_none() || self.fatal {
            // Not about what is encoded: out of memory, a cancellation, an error of a metamethod or converter.
            r.throw();
        }
        r.pop(1);
        self.rewind(&mark);
        false
    }
}

/// The table that keeps objects stands at 1, as in every encoding frame, and is handed back; what is tried at 2.
fn run(r: Raising<'_>, attempt: &mut Attempt<'_, '_>) -> c_int {
    let e = &mut *attempt.encoder;
    match attempt.task {
        Task::Contents { address, depth } => {
            let late = e.late.len();
            e.table_item(r, 2, address, depth, Metatable::Unknown);
            if e.late.len() > late {
                // Late contents are no part of the section; so they are refused.
                e.error = Some("too deep to go along with a name".to_owned());
                r.fail("");
            }
        }
        Task::Key { depth } => {
            if !e.value(r, 2, depth) {
                e.error = Some(String::new());
                r.fail("");
            }
        }
    }
    r.set_top(1);
    1
}
