//! From the stack into packets. Scalars and strings are read without a protected call; anything else is encoded by one
//! protected call a transmission, with all that grows owned by the quiet frame above it.

use super::data::{Key, Value};
use super::packet::{Packet, Ref, flag, meta, tag};
use crate::boundary::{Fault, Kind, Quiet, Raising, State};
use crate::env::Env;
use std::ffi::c_int;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

/// How deep objects are encoded by recursion. What lies deeper is created in place and filled late, from a queue.
const MAX_DEPTH: u32 = 120;
/// Strings from this length on are held once among the references instead of among the bytes.
const LONG_STRING: usize = 16 * 1024;

/// A hasher for addresses and small numbers: one multiplication.
#[derive(Default)]
pub struct WordHasher(u64);

impl std::hash::Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.write_usize(usize::from(*b));
        }
    }
    fn write_usize(&mut self, n: usize) {
        let mixed = u128::from(self.0 ^ n as u64) * 0x9E37_79B9_7F4A_7C15_u128;
        #[allow(clippy::cast_possible_truncation, reason = "the halves are folded on purpose")]
        {
            self.0 = (mixed as u64) ^ ((mixed >> 64) as u64);
        }
    }
}

/// A map from addresses.
pub type AddressMap<V> = hashbrown::HashMap<usize, V, BuildHasherDefault<WordHasher>>;

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
    root: usize,
}

/// A part of the bytes that a receiver may skip.
struct Section {
    flags_at: usize,
    length_at: usize,
    parent: usize,
    open: bool,
}

/// One step of the path to the value at hand, for messages.
#[derive(Clone, Copy)]
pub enum Step {
    /// Value number n of the transmission.
    Root(usize),
    /// Element of an array.
    Index(i64),
    /// The field whose key is at this stack index.
    Key(c_int),
    /// An upvalue, by its name (valid while the function is on the stack).
    Upvalue(*const std::ffi::c_char),
    /// The metatable.
    Metatable,
    /// A user value of a userdata.
    UserValue,
    /// An object that is encoded late.
    Late,
}

/// Everything that grows while a transmission is encoded.
pub struct Encoder<'e> {
    /// The state's own data.
    pub env: &'e Env,
    /// The bytes so far.
    pub out: Vec<u8>,
    /// The references so far.
    pub refs: Vec<Ref>,
    roots: Vec<u32>,
    seen: AddressMap<Seen>,
    /// Where each metatable was defined last, and in which section first.
    metatables: AddressMap<(Seen, usize)>,
    /// The earlier sections of metatables that are being defined again.
    redefined: Vec<usize>,
    /// What was known of objects that are encoded again as part of such a definition.
    shadowed: Vec<(usize, Seen)>,
    objects: u32,
    sections: Vec<Section>,
    section: usize,
    late: std::collections::VecDeque<(u32, Kind)>,
    entangled: bool,
    /// See [`Packet::lookups`].
    pub lookups: bool,
    globals: usize,
    /// The path to the value at hand.
    pub path: Vec<Step>,
    /// What the first value of the transmission is called in messages.
    first_name: usize,
    /// The error, when the protected call failed because of what was to be encoded.
    pub error: Option<String>,
    count: c_int,
}

/// Reads the key at `i`, if its type can be one.
#[inline]
pub fn read_key(s: State<'_>, i: c_int) -> Option<Key> {
    match s.kind(i) {
        Kind::String => Some(Key::from_bytes(s.bytes(i).unwrap_or_default())),
        Kind::Number if s.is_integer(i) => s.integer(i).map(Key::Int),
        Kind::Number => Key::from_number(s.number(i).unwrap_or_default()),
        Kind::Boolean => Some(Key::Bool(s.truthy(i))),
        Kind::Light => Some(Key::Light(s.userdata(i) as usize)),
        _ => None,
    }
}

/// Reads the value at `i` if it needs no protected call.
#[inline]
fn read_simple(s: State<'_>, i: c_int) -> Option<Value> {
    Some(match s.kind(i) {
        Kind::Nil => Value::Nil,
        Kind::Boolean => Value::Bool(s.truthy(i)),
        Kind::Number if s.is_integer(i) => Value::Int(s.integer(i).unwrap_or_default()),
        Kind::Number => Value::Num(s.number(i).unwrap_or_default()),
        Kind::String => Value::from_bytes(s.bytes(i).unwrap_or_default()),
        Kind::Light => Value::Light(s.userdata(i) as usize),
        _ => return None,
    })
}

/// Reads the one value at `i`, which is value number `name` of its call in messages.
#[inline]
pub fn read_value(q: Quiet<'_>, env: &Env, i: c_int, name: usize) -> Result<Value, Fault> {
    if let Some(value) = read_simple(*q, i) {
        return Ok(value);
    }
    let packet = encode_values(q, env, i, 1, name)?;
    Ok(Value::Packed(Arc::new(packet), 0))
}

/// Reads the `count` values from `first` on as one transmission. The first is value number `name` in messages.
pub fn read_values(
    q: Quiet<'_>,
    env: &Env,
    first: c_int,
    count: c_int,
    name: usize,
) -> Result<Vec<Value>, Fault> {
    let mut values = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
    for i in first..first + count {
        match read_simple(*q, i) {
            Some(value) => values.push(value),
            None => break,
        }
    }
    let done = c_int::try_from(values.len()).unwrap_or(c_int::MAX);
    if done < count {
        // From the first value that is not simple on, all in one packet: they may share objects.
        let packet = Arc::new(encode_values(q, env, first + done, count - done, name + values.len())?);
        for (root, i) in (0u32..).zip(first + done..first + count) {
            values.push(read_simple(*q, i).unwrap_or_else(|| Value::Packed(packet.clone(), root)));
        }
    }
    Ok(values)
}

/// Encodes the `count` values from `first` on. The first is value number `name` in messages.
pub fn encode_values(
    q: Quiet<'_>,
    env: &Env,
    first: c_int,
    count: c_int,
    name: usize,
) -> Result<Packet, Fault> {
    let first = q.abs(first);
    // The arguments stay where they are: the protected call gets copies.
    if !q.check_stack(count.saturating_add(8)) {
        return Err(Fault::Error("Cannot grow stack!".to_owned()));
    }
    let mut e = Encoder::new(q, env, count, name);
    for i in first..first + count {
        q.push_value(i);
    }
    match q.protected(count, 0, &mut e, encode_roots) {
        Ok(()) => {}
        Err(fault) => {
            let Some(text) = e.error.take() else { return Err(fault) };
            q.pop(1);
            return Err(Fault::Error(text));
        }
    }
    e.finish()
}

/// The protected part: the values stand at 1 and up.
fn encode_roots(r: Raising<'_>, e: &mut Encoder<'_>) -> c_int {
    let count = e.count;
    r.need_stack(16);
    // The table that keeps late objects, made when it is needed.
    r.push_nil();
    r.insert(1);
    for i in 0..count {
        e.start_root(usize::try_from(i).unwrap_or_default());
        if !e.value(r, i + 2, 0) {
            e.fail_top_level(r, i + 2);
        }
    }
    e.finish_roots();
    e.late_contents(r);
    0
}

impl<'e> Encoder<'e> {
    fn new(q: Quiet<'_>, env: &'e Env, count: c_int, name: usize) -> Encoder<'e> {
        q.push_globals();
        let globals = q.pointer(-1) as usize;
        q.pop(1);
        Encoder {
            env,
            out: Vec::with_capacity(256),
            refs: Vec::new(),
            roots: Vec::new(),
            seen: AddressMap::default(),
            metatables: AddressMap::default(),
            redefined: Vec::new(),
            shadowed: Vec::new(),
            objects: 0,
            sections: Vec::new(),
            section: 0,
            late: std::collections::VecDeque::new(),
            entangled: false,
            lookups: false,
            globals,
            path: Vec::new(),
            first_name: name,
            error: None,
            count,
        }
    }

    fn start_root(&mut self, root: usize) {
        self.roots.push(u32_of(self.out.len()));
        self.path.clear();
        self.path.push(Step::Root(root));
    }

    fn finish_roots(&mut self) {
        // The end of the last root's item is where the late contents begin.
        self.roots.push(u32_of(self.out.len()));
    }

    fn finish(mut self) -> Result<Packet, Fault> {
        if self.out.len() > u32::MAX as usize {
            return Err(Fault::Error("too much data for one transmission".to_owned()));
        }
        let late = self.roots.pop().unwrap_or_default();
        let has_late = (late as usize) < self.out.len();
        Ok(Packet {
            bytes: self.out.into_boxed_slice(),
            refs: self.refs.into_boxed_slice(),
            entangled: self.entangled || has_late,
            roots: self.roots.into_boxed_slice(),
            lookups: self.lookups,
            origin: self.env.title(),
        })
    }

    /// Encodes the value at `i` (an absolute index). False, and nothing written, if its type cannot cross.
    pub fn value(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> bool {
        match r.kind(i) {
            Kind::Nil | Kind::None => self.out.push(tag::NIL),
            Kind::Boolean => self.out.push(if r.truthy(i) { tag::TRUE } else { tag::FALSE }),
            Kind::Number if r.is_integer(i) => {
                self.word(tag::INT, r.integer(i).unwrap_or_default().cast_unsigned());
            }
            Kind::Number => self.word(tag::NUM, r.number(i).unwrap_or_default().to_bits()),
            Kind::String => self.string(r.bytes(i).unwrap_or_default()),
            Kind::Light => self.word(tag::LIGHT, r.userdata(i) as u64),
            Kind::Table => self.table(r, i, depth),
            Kind::Function => self.function(r, i, depth),
            Kind::Userdata => self.userdata(r, i, depth),
            Kind::Thread | Kind::Other => return self.ignored(r, i),
        }
        true
    }

    /// A tag and eight bytes.
    #[inline]
    fn word(&mut self, tag: u8, word: u64) {
        let mut item = [tag; 9];
        item[1..].copy_from_slice(&word.to_le_bytes());
        self.out.extend_from_slice(&item);
    }

    fn string(&mut self, s: &[u8]) {
        if s.len() >= LONG_STRING {
            self.out.push(tag::LONG);
            self.u32(self.refs.len());
            self.refs.push(Ref::Bytes(Arc::from(s)));
        } else {
            self.out.push(tag::STR);
            self.blob(s);
        }
    }

    /// A length and that many bytes.
    pub fn blob(&mut self, s: &[u8]) {
        self.u32(s.len());
        self.out.extend_from_slice(s);
    }

    /// Four bytes.
    pub fn u32(&mut self, n: usize) {
        self.out.extend_from_slice(&u32_of(n).to_le_bytes());
    }

    /// Writes a length over the four bytes at `at`.
    pub fn patch(&mut self, at: usize, n: usize) {
        self.out[at..at + 4].copy_from_slice(&u32_of(n).to_le_bytes());
    }

    /// If the value at `i` has a metatable with `__lanesignore == true`: writes nil in its place.
    pub fn ignored(&mut self, r: Raising<'_>, i: c_int) -> bool {
        if !r.get_metatable(i) {
            return false;
        }
        let ignore = r.get_field(-1, "__lanesignore") == Kind::Boolean && r.truthy(-1);
        r.pop(2);
        if ignore {
            self.out.push(tag::NIL);
        }
        ignore
    }

    /// Gives a new object its number. Its flags are the next byte written.
    pub fn new_object(&mut self, address: usize) -> u32 {
        let id = self.objects;
        self.objects += 1;
        let seen = self.seen_here(u64::from(id));
        self.seen.insert(address, seen);
        id
    }

    fn seen_here(&self, id: u64) -> Seen {
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
    fn need(&mut self, seen: Seen) {
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

    fn table(&mut self, r: Raising<'_>, i: c_int, depth: u32) {
        let address = r.pointer(i) as usize;
        r.need_stack(12);
        let has_metatable = r.get_metatable(i);
        if has_metatable {
            r.pop(1);
            if self.ignored(r, i) {
                return;
            }
        }
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
        self.table_item(r, i, address, depth);
    }

    /// The item of a table that was not met before and goes by its contents.
    pub fn table_item(&mut self, r: Raising<'_>, i: c_int, address: usize, depth: u32) {
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
        self.out.push(0);
        self.u32(id as usize);
        let counts_place = self.out.len();
        self.u32(0);
        let counts_at = self.table_contents(r, i, depth);
        self.patch(counts_place, counts_at);
    }

    /// Metatable, counts, elements, fields. Gives the place of the counts.
    fn table_contents(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> usize {
        self.metatable(r, i, depth);
        let counts_at = self.out.len();
        self.out.extend_from_slice(&[0; 8]);
        self.path.push(Step::Index(0));
        r.push_nil();
        let (array, ended) = self.elements(r, i, depth);
        let pairs = if ended { 0 } else { self.fields(r, i, depth) };
        self.path.pop();
        self.patch(counts_at, array);
        self.patch(counts_at + 4, pairs);
        counts_at
    }

    /// The elements 1, 2, 3 .. that a traversal meets first and in this order. Leaves the key and value that follow, or
    /// nothing if the traversal has ended.
    fn elements(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> (usize, bool) {
        let mut n = 0;
        while r.next(i) {
            if r.kind(-2) != Kind::Number || r.integer(-2) != Some(n + 1) {
                return (usize::try_from(n).unwrap_or_default(), false);
            }
            n += 1;
            self.element(r, n, depth);
            r.pop(1);
        }
        (usize::try_from(n).unwrap_or_default(), true)
    }

    #[inline]
    fn element(&mut self, r: Raising<'_>, n: i64, depth: u32) {
        if r.kind(-1) == Kind::Number {
            if r.is_integer(-1) {
                self.word(tag::INT, r.integer(-1).unwrap_or_default().cast_unsigned());
            } else {
                self.word(tag::NUM, r.number(-1).unwrap_or_default().to_bits());
            }
            return;
        }
        if let Some(step) = self.path.last_mut() {
            *step = Step::Index(n);
        }
        let at = r.top();
        if !self.value(r, at, depth + 1) {
            self.fail_entry(r, at);
        }
    }

    /// The other fields; a key and value are on the stack.
    fn fields(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> usize {
        let mut n = 0;
        let at = r.top();
        loop {
            let key_is_simple =
                matches!(r.kind(at - 1), Kind::String | Kind::Number | Kind::Boolean | Kind::Light);
            if key_is_simple {
                self.value(r, at - 1, depth);
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

    /// The metatable of the value at `i`, or that it has none.
    pub fn metatable(&mut self, r: Raising<'_>, i: c_int, depth: u32) {
        if !r.get_metatable(i) {
            self.out.push(meta::NONE);
            return;
        }
        let at = r.top();
        let address = r.pointer(at) as usize;
        let known = self.metatables.get(&address).copied();
        if let Some((seen, _)) = known
            && seen.root == self.roots.len()
        {
            self.need(seen);
            self.out.push(meta::KNOWN);
            self.out.extend_from_slice(&seen.id.to_le_bytes());
        } else {
            let id = super::metatables::identity(r, self.env, at);
            self.define_metatable(r, at, id, known.map(|(_, section)| section), depth);
        }
        r.pop(1);
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
        self.table(r, at, depth + 1);
        self.path.pop();
        if earlier.is_some() {
            self.redefined.pop();
        }
        if self.redefined.is_empty() {
            while let Some((address, seen)) = self.shadowed.pop() {
                self.seen.insert(address, seen);
            }
        }
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

    fn late_contents(&mut self, r: Raising<'_>) {
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
                self.table_contents(r, at, 0);
            } else {
                self.upvalues(r, at, 0);
            }
            r.pop(1);
        }
    }

    /// Raises the error of a value that no transmission can hold.
    #[cold]
    fn fail_top_level(&mut self, r: Raising<'_>, _i: c_int) -> ! {
        self.error = Some("tried to copy unsupported types".to_owned());
        r.fail("")
    }

    #[cold]
    fn fail_entry(&mut self, r: Raising<'_>, i: c_int) -> ! {
        let kind = r.kind(i).name();
        let what = if matches!(self.path.iter().rev().nth(1), Some(Step::Metatable)) {
            "Unable to copy metatable entry"
        } else {
            "Unable to copy table entry"
        };
        self.error = Some(format!("{what} '{}' because of value is of type '{kind}'", self.path_text(*r)));
        r.fail("")
    }

    /// The path to the value at hand, as messages show it: `arg_2.a[3].b`.
    #[cold]
    pub fn path_text(&self, s: State<'_>) -> String {
        let mut text = String::new();
        for step in &self.path {
            match *step {
                Step::Root(n) => text.push_str(&format!("arg_{}", n + self.first_name)),
                Step::Index(n) => text.push_str(&format!("[{n}]")),
                Step::Upvalue(name) => {
                    // SAFETY: the function that owns the name is still on the stack.
                    let name = unsafe { std::ffi::CStr::from_ptr(name) }.to_string_lossy();
                    text = if name.is_empty() { text + ".?" } else { name.into_owned() };
                }
                Step::Metatable => {}
                Step::UserValue => text.push_str(".uservalue"),
                Step::Late => text.push_str("..."),
                Step::Key(at) => match s.kind(at) {
                    Kind::String => text.push_str(&format!(".{}", s.describe(at))),
                    Kind::Light => text.push_str(&format!("[U:{:p}]", s.userdata(at))),
                    _ => text.push_str(&format!("[{}]", s.describe(at))),
                },
            }
        }
        text
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
        Mark { out: self.out.len(), refs: self.refs.len(), objects: self.objects, late: self.late.len() }
    }

    /// Forgets all that was encoded since the mark.
    pub fn rewind(&mut self, mark: &Mark, section: usize, path: usize) {
        self.out.truncate(mark.out);
        self.refs.truncate(mark.refs);
        self.late.truncate(mark.late);
        let (objects, out) = (u64::from(mark.objects), mark.out);
        self.seen.retain(|_, seen| seen.id < objects);
        self.metatables.retain(|_, (seen, _)| seen.flags_at < out);
        for open in &mut self.sections[section..] {
            open.open = false;
        }
        self.section = section;
        self.path.truncate(path);
        self.error = None;
    }
}

/// A point to go back to.
pub struct Mark {
    out: usize,
    refs: usize,
    objects: u32,
    late: usize,
}

/// Offsets and lengths: whatever does not fit is caught when the packet is finished.
fn u32_of(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
