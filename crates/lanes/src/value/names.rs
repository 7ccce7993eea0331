//! Lookup names: the two-way map between names and the C functions and tables of one state. The objects are kept in a
//! table of the state (name -> object), so their addresses stay theirs; the way back is a map from address to name.

use super::address_map::AddressMap;
use super::encode::Encoder;
use super::packet::{flag, tag};
use super::standard;
use crate::boundary::{Kind, Raising};
use crate::env::Env;
use crate::ffi::keys;
use parking_lot::Mutex;
use std::ffi::c_int;

/// The names of one state. Only the thread that runs the state uses it; the lock is never contended and makes that
/// checkable by the compiler.
#[derive(Default)]
pub struct Names {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    by_address: AddressMap<Box<[u8]>>,
    libraries_scanned: bool,
    has_tables: bool,
}

/// Whether `new` is to replace `old`: the shortest name wins, then the smaller one byte by byte.
fn better(new: &[u8], old: &[u8]) -> bool {
    (new.len(), new) < (old.len(), old)
}

impl Names {
    /// The name of the table (or standard stream) at this address.
    pub fn name_at(&self, address: usize) -> Option<Box<[u8]>> {
        let inner = self.inner.lock();
        if inner.by_address.is_empty() {
            return None;
        }
        inner.by_address.get(&address).cloned()
    }

    /// Whether the standard libraries' tables have their names.
    pub fn has_tables(&self) -> bool {
        self.inner.lock().has_tables
    }

    /// The standard libraries' tables have their names.
    pub fn set_has_tables(&self) {
        self.inner.lock().has_tables = true;
    }

    /// The name of the C function that is the object `object`, whose code is at `address` (0 if unknown).
    pub fn function_name(&self, r: Raising<'_>, object: usize, address: usize) -> Option<Box<[u8]>> {
        if let Some(name) = crate::api::builtin_name(address) {
            return Some(name.into());
        }
        if let Some(name) = self.known(object) {
            return Some(name);
        }
        let scanned = self.inner.lock().libraries_scanned;
        if !scanned {
            self.name_library_functions(r);
            self.inner.lock().libraries_scanned = true;
        }
        self.known(object)
    }

    fn known(&self, object: usize) -> Option<Box<[u8]>> {
        self.inner.lock().by_address.get(&object).cloned()
    }

    /// Names the functions of the standard libraries that are open: done when one is first looked for.
    fn name_library_functions(&self, r: Raising<'_>) {
        r.need_stack(12);
        for name in &standard::standard().functions {
            if push_path(r, name) && r.kind(-1) == Kind::Function && r.is_c_function(-1) {
                self.name_object(r, name, r.top());
            }
            r.pop(1);
        }
    }

    /// Gives the object at `at` (absolute) a name, unless it has a better one. True if it had none before.
    pub fn name_object(&self, r: Raising<'_>, name: &[u8], at: c_int) -> bool {
        let address = r.pointer(at) as usize;
        let old = self.known(address);
        let new = old.is_none();
        if old.as_deref().is_none_or(|old| better(name, old)) {
            drop(old);
            self.put(r, name, address, at);
        }
        new
    }

    /// Gives the object at `at` exactly this name, whatever name it had.
    pub fn rename_object(&self, r: Raising<'_>, name: &[u8], at: c_int) {
        self.put(r, name, r.pointer(at) as usize, at);
    }

    fn put(&self, r: Raising<'_>, name: &[u8], address: usize, at: c_int) {
        r.registry_table(&keys::NAMED);
        // Raises for want of memory before the map changes, if at all.
        r.push_bytes(name);
        r.push_value(at);
        r.raw_set(-3);
        r.pop(1);
        // An older name stays known: another state may go on using it.
        self.inner.lock().by_address.insert(address, name.into());
    }
}

/// What a walk finds: names and addresses, the first walk of a state keeps nothing else.
#[derive(Default)]
pub struct Scan {
    /// C functions by name.
    pub functions: Vec<(Box<[u8]>, usize)>,
    /// Tables by name.
    pub tables: Vec<(Box<[u8]>, usize)>,
    /// Full userdata by name, if they are wanted.
    pub userdata: Vec<(Box<[u8]>, usize)>,
    /// Whether they are.
    with_userdata: bool,
    /// Each object's place in the list of its type.
    seen: AddressMap<usize>,
    queue: std::collections::VecDeque<(Box<[u8]>, i32)>,
    next_slot: i32,
    /// The table at hand, and the object at hand: kept here because the frames below own nothing.
    path: Box<[u8]>,
    name: Vec<u8>,
}

impl Scan {
    /// A scan that looks for full userdata too, or not.
    pub fn new(with_userdata: bool) -> Scan {
        Scan { with_userdata, ..Scan::default() }
    }

    /// Walks the table on top of the stack, breadth first, and pops it. Raw access only; string and number keys only.
    pub fn walk(&mut self, r: Raising<'_>, prefix: &[u8]) {
        r.need_stack(16);
        r.create_table(16, 0);
        r.insert(-2);
        let anchor = r.top() - 1;
        self.name.clear();
        self.name.extend_from_slice(if prefix.is_empty() { b"_G" } else { prefix });
        self.found(r, anchor);
        r.pop(1);
        // The root's own name is not part of the names below it where the prefix is empty.
        if prefix.is_empty()
            && let Some(first) = self.queue.front_mut()
        {
            first.0 = Box::default();
        }
        while let Some((path, slot)) = self.queue.pop_front() {
            self.path = path;
            r.raw_geti(anchor, slot);
            r.push_nil();
            self.walk_table(r, anchor);
            r.pop(1);
        }
        r.pop(1);
    }

    /// One level: table and a nil key are on the stack.
    fn walk_table(&mut self, r: Raising<'_>, anchor: c_int) {
        let table = r.top() - 1;
        while r.next(table) {
            let wanted = match r.kind(-1) {
                Kind::Table => true,
                Kind::Function => r.is_c_function(-1),
                Kind::Userdata => self.with_userdata && crate::value::userdata::may_have_name(r, -1),
                _ => false,
            };
            if wanted && self.join(r, -2) {
                self.found(r, anchor);
            }
            r.pop(1);
        }
    }

    /// Makes `path/key` the name at hand, if the key at `i` is a string or number.
    fn join(&mut self, r: Raising<'_>, i: c_int) -> bool {
        self.name.clear();
        if !self.path.is_empty() {
            self.name.extend_from_slice(&self.path);
            self.name.push(b'/');
        }
        match r.kind(i) {
            Kind::String => self.name.extend_from_slice(r.bytes(i).unwrap_or_default()),
            Kind::Number => self.name.extend_from_slice(r.describe(i).as_bytes()),
            _ => return false,
        }
        true
    }

    /// The object on top has the name at hand.
    fn found(&mut self, r: Raising<'_>, anchor: c_int) {
        let name = self.name.as_slice();
        let kind = r.kind(-1);
        let address = r.pointer(-1) as usize;
        let list = match kind {
            Kind::Table => &mut self.tables,
            Kind::Userdata => &mut self.userdata,
            _ => &mut self.functions,
        };
        if let Some(&at) = self.seen.get(&address) {
            if better(name, &list[at].0) {
                list[at].0 = name.into();
            }
            return;
        }
        self.seen.insert(address, list.len());
        list.push((name.into(), address));
        // Every object is kept until the walk is over, functions too: `name_found` fetches them by slot.
        self.next_slot += 1;
        r.push_value(-1);
        r.raw_seti(anchor, self.next_slot);
        if kind == Kind::Table {
            self.queue.push_back((name.into(), self.next_slot));
        }
    }
}

/// What [`name_all`] works on.
pub struct Naming<'n> {
    /// The state's data.
    pub env: &'n Env,
    /// The prefix of all names; empty for the globals.
    pub prefix: &'n [u8],
    /// Scratch.
    pub scan: Scan,
}

/// Names everything reachable from the table on top of the stack, and pops it.
pub fn name_all(r: Raising<'_>, naming: &mut Naming<'_>) {
    let names = naming.env.names();
    r.need_stack(16);
    r.push_value(-1);
    naming.scan.walk(r, naming.prefix);
    // A second, guided walk puts the objects under their final names: each is found by its path.
    let root = r.top();
    r.registry(&keys::MODULE);
    // The module table goes by its contents: a timer's handle in it must not hide behind a name.
    let module = r.pointer(-1) as usize;
    r.pop(1);
    for list in [&naming.scan.tables, &naming.scan.functions, &naming.scan.userdata] {
        for (name, address) in list {
            if *address == module {
                continue;
            }
            let rest = strip(name, naming.prefix);
            r.push_value(root);
            if follow(r, rest) && r.pointer(-1) as usize == *address {
                names.name_object(r, name, r.top());
            }
            r.pop(1);
        }
    }
    r.pop(1);
}

/// The part of a name below the prefix.
fn strip<'n>(name: &'n [u8], prefix: &[u8]) -> &'n [u8] {
    let rest = name.strip_prefix(prefix).unwrap_or(name);
    if prefix.is_empty() { rest } else { rest.strip_prefix(b"/").unwrap_or(rest) }
}

/// Replaces the table on top with what its path leads to. False (and nil on top) if it leads nowhere.
fn follow(r: Raising<'_>, path: &[u8]) -> bool {
    if path.is_empty() {
        return true;
    }
    for part in path.split(|b| *b == b'/') {
        if r.kind(-1) != Kind::Table {
            r.pop(1);
            r.push_nil();
            return false;
        }
        step(r, part);
    }
    !r.kind(-1).is_none_or_nil()
}

/// Replaces the table on top with its field `part`, which may stand for a number.
fn step(r: Raising<'_>, part: &[u8]) {
    r.push_bytes(part);
    if r.raw_get(-2) == Kind::Nil
        && let Some(n) = std::str::from_utf8(part).ok().and_then(|s| s.parse::<i32>().ok())
    {
        r.pop(1);
        r.raw_geti(-1, n);
    }
    r.remove(-2);
}

/// Pushes what a standard library's path leads to from the globals, or nil.
pub fn push_path(r: Raising<'_>, name: &[u8]) -> bool {
    r.push_globals();
    if name == b"_G" {
        return true;
    }
    follow(r, name)
}

/// Pushes what a path that begins with a library's name leads to from `package.loaded`, or nil.
pub fn push_loaded_path(r: Raising<'_>, name: &[u8]) -> bool {
    if name == b"_G" {
        r.push_globals();
        return true;
    }
    r.get_field(crate::ffi::LUA_REGISTRYINDEX, "_LOADED");
    follow(r, name)
}

/// Pushes the object with this name in this state, or nil.
pub fn push_named(r: Raising<'_>, env: &Env, name: &[u8], kind: Kind) -> bool {
    r.need_stack(8);
    let fits = |r: Raising<'_>| r.kind(-1) == kind && (kind != Kind::Function || r.is_c_function(-1));
    if kind == Kind::Function && crate::api::push_builtin(r, env, name) {
        return true;
    }
    standard::name_tables(r, env);
    r.registry_table(&keys::NAMED);
    r.push_bytes(name);
    r.raw_get(-2);
    r.remove(-2);
    if fits(r) {
        return true;
    }
    r.pop(1);
    if standard::standard().functions.contains(name) {
        push_path(r, name);
        if fits(r) {
            return true;
        }
        r.pop(1);
    }
    r.push_nil();
    false
}

impl Encoder<'_> {
    /// A table that goes by name: the name, and its contents for a receiver that does not know it. False if it has none.
    pub fn named_table(&mut self, r: Raising<'_>, i: c_int, address: usize, depth: u32) -> bool {
        if !self.has_names {
            standard::name_tables(r, self.env);
            self.has_names = true;
        }
        let Some(name) = self.env.names().name_at(address) else { return false };
        let is_standard = standard::is_standard_table(&name);
        self.lookups = true;
        self.out.push(tag::NAMED);
        let id = self.new_object(address);
        let flags_at = self.out.len();
        self.out.push(if is_standard { flag::STANDARD } else { 0 });
        self.u32(id as usize);
        self.blob(&name);
        drop(name);
        let section = self.open_section(flags_at);
        if !is_standard {
            self.try_contents(r, i, address, depth);
        }
        self.close_section(section);
        true
    }
}
