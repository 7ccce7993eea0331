//! The array part of a table: the elements 1, 2, 3 .. that a traversal meets first and in this order.

use super::{Encoder, Step};
use crate::boundary::{Kind, Quiet, Raising};
use crate::value::packet::tag;
use std::ffi::c_int;

/// From this length on it is worth finding out how far a table's array reaches, so that it is read without a traversal.
/// The question costs a protected call, and an error where the answer is no.
const LONG_ARRAY: usize = if crate::ffi::IS_JIT { 256 } else { 48 };
/// Elements that are read by a traversal in any case, before it is asked how long the array is: most tables are small.
const AT_FIRST: i32 = 16;
/// Room is made for so many elements beforehand; more make it themselves.
const RESERVED: usize = 1 << 16;
/// Elements that are dropped from the stack together.
const AT_ONCE: i64 = 4;

impl Encoder<'_> {
    /// The elements of the table at `i`. Leaves the key and value that follow, or nothing if there is none.
    ///
    /// The second part of the answer says that nothing follows.
    pub(super) fn elements(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> (usize, bool) {
        let mut n = 0;
        r.push_nil();
        while r.next(i) {
            if !r.is_index(-2, n + 1) {
                return (usize::try_from(n).unwrap_or_default(), false);
            }
            n += 1;
            match r.kind(-1) {
                Kind::Number => self.number(r, -1),
                _ => self.element(r, n, depth),
            }
            r.pop(1);
            if n == i64::from(AT_FIRST)
                && let Some((border, more)) = long_array(r, i)
            {
                // The traversal goes on after the border.
                r.remove(if more { -3 } else { -1 });
                return self.array(r, i, border, more, depth);
            }
        }
        (usize::try_from(n).unwrap_or_default(), true)
    }

    /// The elements after those read at first. All up to `border` lie in the table's array, or are nil. The key and value
    /// after the border are on the stack, if there is `more`.
    fn array(&mut self, r: Raising<'_>, i: c_int, border: i32, more: bool, depth: u32) -> (usize, bool) {
        self.out.reserve(9 * usize::try_from(border).unwrap_or_default().min(RESERVED));
        let base = r.top();
        for n in AT_FIRST + 1..=border {
            let kind = r.raw_geti(i, n);
            if kind == Kind::Number {
                self.number(r, -1);
            } else if kind == Kind::Nil {
                // A hole: the rest goes as fields, beginning with what follows the hole.
                r.set_top(base - if more { 2 } else { 0 });
                r.push_int(i64::from(n));
                let followed = r.next(i);
                return (usize::try_from(n - 1).unwrap_or_default(), !followed);
            } else {
                self.element(r, i64::from(n), depth);
            }
            if i64::from(n) % AT_ONCE == 0 {
                r.set_top(base);
            }
        }
        r.set_top(base);
        (usize::try_from(border).unwrap_or_default(), !more)
    }

    /// The number at `i`.
    #[inline(always)]
    pub(super) fn number(&mut self, r: Raising<'_>, i: c_int) {
        if r.is_integer(i) {
            self.word(tag::INT, r.integer(i).unwrap_or_default().cast_unsigned());
        } else {
            self.word(tag::NUM, r.number(i).unwrap_or_default().to_bits());
        }
    }

    /// Element `n`, which is on top.
    fn element(&mut self, r: Raising<'_>, n: i64, depth: u32) {
        if let Some(step) = self.path.last_mut() {
            *step = Step::Index(n);
        }
        let at = r.top();
        if !self.value(r, at, depth + 1) {
            self.fail_entry(r, at);
        }
    }
}

/// If the table's array is long and reaches beyond its border: the border, and whether anything follows, as
/// [`next_after_border`] leaves it.
fn long_array(r: Raising<'_>, i: c_int) -> Option<(i32, bool)> {
    let border = r.raw_len(i);
    if border < LONG_ARRAY {
        return None;
    }
    let border = i32::try_from(border).ok()?;
    next_after_border(r, i, border).map(|more| (border, more))
}

/// If the table's array reaches beyond its border: pushes the key and value that a traversal meets after it, and says
/// whether there are any.
///
/// A traversal can be told to go on from an index whose value is nil only if the array has a place for it: for any other
/// absent key Lua raises an error. So the answer is certain, in every Lua: all of the border's elements lie in the array,
/// which a traversal visits first and in order.
fn next_after_border(r: Raising<'_>, i: c_int, border: i32) -> Option<bool> {
    if crate::ffi::IS_JIT {
        // LuaJIT's arrays begin at 0. An element there comes before the first, and is a field to us.
        let kind = r.raw_geti(i, 0);
        r.pop(1);
        if kind != Kind::Nil {
            return None;
        }
    }
    // SAFETY: nothing is owned here and in the frames below that a raise would pass; a protected call inside a protected
    // call is as quiet as any.
    let q = unsafe { Quiet::new(r.as_ptr()) };
    let top = q.top();
    q.push_value(i);
    q.push_int(i64::from(border) + 1);
    let found = q.protected(2, crate::ffi::LUA_MULTRET, &mut (), |r, ()| if r.next(1) { 2 } else { 0 });
    if found.is_err() {
        q.set_top(top);
        return None;
    }
    Some(q.top() > top)
}
