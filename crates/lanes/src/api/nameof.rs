//! `nameof`: by which path a script could reach an object.
//!
//! The search goes breadth first through tables, metatables and user values, without metamethods, level by level, so that
//! the path with the fewest steps is found; among those the shortest one. It does not recurse, and an object costs a few
//! words, however deep it lies: a path is kept as a last step and a parent.

use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising, to_text};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi;
use crate::value::address_map::AddressMap;
use std::ffi::c_int;
use std::ops::Range;

/// `lanes.nameof(object)`: the name of its type, and the object itself or the path that leads to it.
pub fn nameof(q: Quiet<'_>) -> Outcome {
    match (q.top(), dialect(q)) {
        (1, _) => {}
        (0, Dialect::V3) => return Err(Fault::Arg(1, "value expected".to_owned())),
        (n, Dialect::V3) => return Err(Fault::Arg(n, "too many arguments.".to_owned())),
        (n, Dialect::V4) => return Err(Fault::Arg(n, "exactly 1 argument expected".to_owned())),
    }
    let kind = q.kind(1);
    q.push_text(kind.name().as_bytes())?;
    if matches!(kind, Kind::Nil | Kind::Boolean | Kind::Number | Kind::String | Kind::Light) {
        q.push_value(1);
        return Ok(Done(2));
    }
    match find(q, 1)? {
        Some(path) => q.push_text(&path)?,
        None => q.push_nil(),
    }
    Ok(Done(2))
}

/// The path that leads to the object at `i`, for messages. The search runs in a protected call of its own; if memory runs
/// out there, nothing was found.
pub fn find_in(r: Raising<'_>, i: c_int) -> Option<String> {
    r.need_stack(8);
    // SAFETY: no error leaves `find`, which owns all that grows: a protected call inside a protected call is as quiet as
    // any.
    let q = unsafe { Quiet::new(r.as_ptr()) };
    if let Ok(path) = find(q, i) {
        path.map(|path| to_text(&path))
    } else {
        q.pop(1);
        None
    }
}

fn dialect(q: Quiet<'_>) -> Dialect {
    Env::of(*q).map_or(Dialect::V3, |env| env.universe.dialect())
}

fn find(q: Quiet<'_>, i: c_int) -> Result<Option<Vec<u8>>, Fault> {
    let mut search = Search { with_types: dialect(q) == Dialect::V4, ..Search::default() };
    q.push_value(i);
    q.protected(1, 0, &mut search, run)?;
    Ok(search.best.map(|last| search.path(last)))
}

/// What is looked for stands at 1, the table of objects to look into at 2, the one at hand at 3.
const WANTED: c_int = 1;
const OBJECTS: c_int = 2;
const AT_HAND: c_int = 3;

fn run(r: Raising<'_>, search: &mut Search) -> c_int {
    r.need_stack(12);
    r.create_table(64, 0);
    r.push_globals();
    search.walk(r, b"_G");
    if search.best.is_none() {
        // What the globals lead to is not looked into again: nothing was found there.
        r.push_value(ffi::LUA_REGISTRYINDEX);
        search.walk(r, b"_R");
    }
    0
}

/// The last step of a path.
#[derive(Clone, Copy)]
struct Step {
    /// The object that the step starts from; for a root, the root itself.
    parent: usize,
    /// The place of the step's name among the names.
    name: (usize, usize),
    /// The length of the whole path in bytes.
    len: usize,
}

/// How many steps back two paths of one length are compared, so that the one that is found does not depend on the order
/// in which Lua keeps its tables. More would make long parallel lists slow.
const COMPARED: usize = 32;

/// No userdata has as many user values.
const MOST_VALUES: c_int = 256;

/// All that grows during a search.
#[derive(Default)]
struct Search {
    /// The form of 4.x: each step but the first says what type its object is of, functions are looked into as well, and
    /// so are fields whose keys are no names.
    with_types: bool,
    /// The objects met that have contents, level by level. Object n is kept in slot n + 1 of the table.
    objects: Vec<Step>,
    /// The names of all steps.
    names: Vec<u8>,
    /// Addresses of those objects.
    seen: AddressMap<usize>,
    /// Where the level that is being discovered begins.
    next_level: usize,
    /// The best path to the object wanted.
    best: Option<Step>,
}

impl Search {
    /// Searches from the table on top of the stack, which it pops.
    fn walk(&mut self, r: Raising<'_>, root: &[u8]) {
        let from = self.names.len();
        self.names.extend_from_slice(root);
        let step = Step { parent: self.objects.len(), name: (from, self.names.len()), len: root.len() };
        self.next_level = self.objects.len();
        let mut level = self.next_level..self.next_level;
        self.enter(r, step);
        r.pop(1);
        level.end = self.objects.len();
        while !level.is_empty() && self.best.is_none() {
            self.next_level = level.end;
            self.look_into(r, level.clone());
            level = level.end..self.objects.len();
        }
    }

    /// Looks into all objects of one level: the path wanted must be the best of its level.
    fn look_into(&mut self, r: Raising<'_>, level: Range<usize>) {
        for n in level {
            r.raw_geti(OBJECTS, slot(n).unwrap_or_default());
            match r.kind(AT_HAND) {
                Kind::Table => {
                    r.push_nil();
                    while r.next(AT_HAND) {
                        self.field(r, n);
                        r.pop(1);
                    }
                }
                Kind::Function => self.upvalues(r, n),
                _ => self.user_values(r, n),
            }
            if r.get_metatable(AT_HAND) {
                self.part(r, n, b"__metatable");
            }
            r.pop(1);
        }
    }

    /// The user values of the userdata at hand, object `n`. 3.x knows of one.
    fn user_values(&mut self, r: Raising<'_>, n: usize) {
        if !self.with_types {
            r.get_uservalue(AT_HAND);
            self.part(r, n, b"uservalue");
            return;
        }
        let mut at = 1;
        while at < MOST_VALUES && r.get_user_value(AT_HAND, at) {
            if interesting(r.kind(-1)) {
                let from = self.names.len();
                self.names.extend_from_slice(b"<uv:");
                push_decimal(&mut self.names, at.unsigned_abs());
                self.names.push(b'>');
                self.meet(r, n, from);
            }
            r.pop(1);
            at += 1;
        }
    }

    /// The upvalues of the function at hand, object `n`.
    fn upvalues(&mut self, r: Raising<'_>, n: usize) {
        let is_c = r.is_c_function(AT_HAND);
        let mut at = 1;
        while let Some(name) = r.get_upvalue(AT_HAND, at) {
            at += 1;
            if interesting(r.kind(-1)) {
                let from = self.names.len();
                self.names.extend_from_slice(b"upvalue:");
                self.names.extend_from_slice(if is_c { b"<C>" } else { name.to_bytes() });
                self.meet(r, n, from);
            }
            r.pop(1);
        }
    }

    /// What belongs to an object without being a field of it is on top, and is popped.
    fn part(&mut self, r: Raising<'_>, parent: usize, name: &[u8]) {
        let from = self.names.len();
        self.names.extend_from_slice(name);
        self.meet(r, parent, from);
        r.pop(1);
    }

    /// A key and a value are on top.
    fn field(&mut self, r: Raising<'_>, parent: usize) {
        if !interesting(r.kind(-1)) {
            return;
        }
        let from = self.names.len();
        match r.kind(-2) {
            Kind::String => self.names.extend_from_slice(r.bytes(-2).unwrap_or_default()),
            kind if self.with_types => {
                self.names.push(b'<');
                self.names.extend_from_slice(kind.name().as_bytes());
                self.names.push(b'>');
            }
            Kind::Number => self.names.extend_from_slice(r.describe(-2).as_bytes()),
            _ => return,
        }
        self.meet(r, parent, from);
    }

    /// The value on top is reached from `parent` by a step whose name has just been added, from `from` on.
    fn meet(&mut self, r: Raising<'_>, parent: usize, from: usize) {
        let kind = r.kind(-1);
        if self.with_types {
            self.names.extend_from_slice(match kind {
                Kind::Table => b"[]",
                Kind::Function => b"()",
                Kind::Userdata => b"<>",
                _ => b"",
            });
        }
        let is_container =
            matches!(kind, Kind::Table | Kind::Userdata) || (self.with_types && kind == Kind::Function);
        let name = (from, self.names.len());
        let step = Step { parent, name, len: self.objects[parent].len + 1 + name.1 - name.0 };
        let kept = if r.raw_equal(-1, WANTED) {
            self.found(step)
        } else {
            // Once the level is known that the object is on, the next one is of no interest.
            self.best.is_none() && is_container && self.offer(r, step)
        };
        if !kept {
            self.names.truncate(from);
        }
    }

    /// A path to what is looked for. True if it is the best so far.
    fn found(&mut self, step: Step) -> bool {
        let better = self.best.is_none_or(|best| self.precedes(step, best));
        if better {
            self.best = Some(step);
        }
        better
    }

    /// Takes note of the object on top, unless a better step leads to it. True if the step is kept.
    fn offer(&mut self, r: Raising<'_>, step: Step) -> bool {
        match self.seen.get(&(r.pointer(-1) as usize)) {
            None => self.enter(r, step),
            Some(&n) => {
                let better = n >= self.next_level && self.precedes(step, self.objects[n]);
                if better {
                    self.objects[n] = step;
                }
                better
            }
        }
    }

    /// The object on top is new.
    fn enter(&mut self, r: Raising<'_>, step: Step) -> bool {
        let n = self.objects.len();
        let address = r.pointer(-1) as usize;
        let Some(slot) = slot(n).filter(|_| !self.seen.contains_key(&address)) else { return false };
        self.objects.push(step);
        self.seen.insert(address, n);
        r.push_value(-1);
        r.raw_seti(OBJECTS, slot);
        true
    }

    /// Whether path `a` is better than `b`, which has as many steps.
    fn precedes(&self, mut a: Step, mut b: Step) -> bool {
        for _ in 0..COMPARED {
            let (left, right) = (&self.names[a.name.0..a.name.1], &self.names[b.name.0..b.name.1]);
            if (a.len, left) != (b.len, right) {
                return (a.len, left) < (b.len, right);
            }
            if a.parent == b.parent {
                break;
            }
            (a, b) = (self.objects[a.parent], self.objects[b.parent]);
        }
        false
    }

    /// The whole path.
    fn path(&self, last: Step) -> Vec<u8> {
        let mut steps = vec![last.name];
        let mut at = last.parent;
        loop {
            let step = self.objects[at];
            steps.push(step.name);
            if step.parent == at {
                break;
            }
            at = step.parent;
        }
        let names: Vec<_> = steps.iter().rev().map(|name| &self.names[name.0..name.1]).collect();
        names.join(&b'/')
    }
}

/// Whether a value can be what is looked for, or lead there.
fn interesting(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::Userdata | Kind::Function | Kind::Thread | Kind::Other)
}

/// Appends a number. It takes no memory of its own, as the frames above must not own any.
fn push_decimal(text: &mut Vec<u8>, n: u32) {
    if n >= 10 {
        push_decimal(text, n / 10);
    }
    text.push(b'0' + (n % 10) as u8);
}

/// Where object `n` is kept.
fn slot(n: usize) -> Option<i32> {
    i32::try_from(n).ok()?.checked_add(1)
}
