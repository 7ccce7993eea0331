//! From the stack into packets. Scalars and strings are read without a protected call; anything else is encoded by one
//! protected call a transmission, with all that grows owned by the quiet frame above it.

mod attempt;
mod convert;
mod elements;
mod errors;
mod known;
mod scratch;
mod tables;

pub use convert::Purpose;
pub use errors::{Step, UNSUPPORTED};

use super::address_map::AddressMap;
use super::data::{Key, Value};
use super::large::{LARGE, Large};
use super::packet::{Packet, Ref, tag};
use crate::boundary::{Fault, Kind, Quiet, Raising, State};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::lindas::NULL;
use known::{Section, Seen};
use scratch::Scratch;
use std::ffi::c_int;
use std::sync::Arc;
use tables::Metatable;

/// How deep objects are encoded by recursion. What lies deeper is created in place and filled late, from a queue.
const MAX_DEPTH: u32 = 120;

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
    /// The standard libraries' tables have their names in this state.
    pub has_names: bool,
    /// The lindas whose `__close` handlers are being encoded.
    pub closing: Vec<usize>,
    /// The metatable that was found last to have no `__lanesignore`.
    not_ignoring: usize,
    /// How many metatables are being defined at hand.
    open_metatables: u32,
    /// How many tries the one at hand is in.
    tries: u32,
    purpose: Purpose,
    dialect: Dialect,
    /// The path to the value at hand.
    pub path: Vec<Step>,
    /// How many steps of it were made before the try at hand: their stack indices mean nothing in its protected call.
    outer_steps: usize,
    /// What the first value of the transmission is called in messages.
    first_name: usize,
    /// The error, when the protected call failed because of what was to be encoded.
    pub error: Option<String>,
    /// No try may leave out what the error is about.
    fatal: bool,
    count: c_int,
}

/// Reads the key at `i`, if its type can be one.
#[inline]
pub fn read_key(s: State<'_>, i: c_int) -> Option<Key> {
    match s.kind(i) {
        Kind::String => Some(Key::from_bytes(s.string_bytes(i))),
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
        Kind::String => Value::from_bytes(s.string_bytes(i)),
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
    let packet = encode_values(q, env, i, 1, name, Purpose::Linda)?;
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
        let name = name + values.len();
        let packet = Arc::new(encode_values(q, env, first + done, count - done, name, Purpose::Linda)?);
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
    purpose: Purpose,
) -> Result<Packet, Fault> {
    let first = q.abs(first);
    // The arguments stay where they are: the protected call gets copies.
    if !q.check_stack(count.saturating_add(8)) {
        return Err(Fault::Error("Cannot grow stack!".to_owned()));
    }
    let mut e = Encoder::new(q, env, count, name, purpose);
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
    fn new(q: Quiet<'_>, env: &'e Env, count: c_int, name: usize, purpose: Purpose) -> Encoder<'e> {
        q.push_globals();
        let globals = q.pointer(-1) as usize;
        q.pop(1);
        let Scratch { out, seen, path } = Scratch::take();
        Encoder {
            env,
            out,
            refs: Vec::new(),
            roots: Vec::with_capacity(usize::try_from(count).unwrap_or_default() + 1),
            seen,
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
            has_names: false,
            closing: Vec::new(),
            not_ignoring: 0,
            open_metatables: 0,
            tries: 0,
            purpose,
            dialect: env.universe.dialect(),
            path,
            outer_steps: 0,
            first_name: name,
            error: None,
            fatal: false,
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
        let (bytes, spare) = scratch::settle(self.out);
        Scratch { out: spare, seen: self.seen, path: self.path }.give_back();
        Ok(Packet {
            bytes,
            refs: self.refs.into_boxed_slice(),
            entangled: self.entangled || has_late,
            roots: self.roots.into_boxed_slice(),
            lookups: self.lookups,
            // Only a value that is looked up can fail to be found, and so be spoken of.
            origin: if self.lookups { self.env.title() } else { Box::default() },
            _live: crate::live::Live::default(),
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
            Kind::String => self.string(r.string_bytes(i)),
            Kind::Light if self.is_null(r, i) => self.out.push(tag::NIL),
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
        if s.len() >= LARGE {
            self.out.push(tag::LONG);
            self.u32(self.refs.len());
            self.refs.push(Ref::Large(Arc::new(Large::new(s))));
        } else {
            let mut head = [tag::STR; 5];
            head[1..].copy_from_slice(&u32_of(s.len()).to_le_bytes());
            self.out.extend_from_slice(&head);
            self.out.extend_from_slice(s);
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

    /// Whether the light userdata at `i` stands for nil: in 4.x, wherever it is.
    fn is_null(&self, r: Raising<'_>, i: c_int) -> bool {
        r.userdata(i) as usize == NULL && self.dialect == Dialect::V4
    }

    /// If the value at `i` has a metatable with `__lanesignore == true`: writes nil in its place. That is 3.x's.
    pub fn ignored(&mut self, r: Raising<'_>, i: c_int) -> bool {
        self.dialect == Dialect::V3 && self.unless_ignored(r, i).is_none()
    }

    /// The same without asking for the dialect; if the value is not ignored, says what its metatable is.
    fn unless_ignored(&mut self, r: Raising<'_>, i: c_int) -> Option<Metatable> {
        if !r.get_metatable(i) {
            return Some(Metatable::None);
        }
        let address = r.pointer(-1) as usize;
        if address == self.not_ignoring {
            r.pop(1);
            return Some(Metatable::At(address));
        }
        let ignore = r.get_field(-1, "__lanesignore") == Kind::Boolean && r.truthy(-1);
        r.pop(2);
        if ignore {
            self.out.push(tag::NIL);
            return None;
        }
        self.not_ignoring = address;
        Some(Metatable::At(address))
    }
}

/// Offsets and lengths: whatever does not fit is caught when the packet is finished.
fn u32_of(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
