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
    has_tables: bool,
    is_complete: bool,
    /// For C functions, the module that each is in with its key there, and one of its library, as packets have them.
    homes: [AddressMap<Box<[u8]>>; 2],
}

/// A name's table, `_G` for the globals, and its key there.
pub fn split(name: &[u8]) -> (&[u8], &[u8]) {
    match name.iter().rposition(|b| *b == b'/') {
        Some(at) => (&name[..at], &name[at + 1..]),
        None => (b"_G", name),
    }
}

/// Whether `new` is to replace `old`: the shortest name wins, then the smaller one byte by byte.
pub fn better(new: &[u8], old: &[u8]) -> bool {
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

    /// Writes what [`Self::keep_home`] was last told of the C function `object`, which may have moved since. False if that is
    /// nothing.
    pub fn write_home(&self, object: usize, of_library: bool, out: &mut Vec<u8>) -> bool {
        let inner = self.inner.lock();
        let home = inner.homes[usize::from(of_library)].get(&object);
        out.extend_from_slice(home.map_or(&[], |home| home));
        home.is_some()
    }

    /// Remembers in which module a C function is: looking through all of them takes long.
    pub fn keep_home(&self, object: usize, of_library: bool, home: &[u8]) {
        self.inner.lock().homes[usize::from(of_library)].insert(object, home.into());
    }

    /// Whether everything that the state had from the start is named, so that there is nothing else to be found.
    pub fn is_complete(&self) -> bool {
        self.inner.lock().is_complete
    }

    /// Everything that the state has from the start is named.
    pub fn set_complete(&self) {
        self.inner.lock().is_complete = true;
    }

    /// The name of the C function that is the object `object`, whose code is at `address` (0 if unknown).
    pub fn function_name(&self, r: Raising<'_>, object: usize, address: usize) -> Option<Box<[u8]>> {
        if let Some(name) = crate::api::builtin_name(address).or_else(|| standard::function_at(address)) {
            return Some(name.into());
        }
        #[cfg(feature = "luajit")]
        super::originals::name(r, self);
        #[cfg(not(feature = "luajit"))]
        let _ = r;
        self.known(object)
    }

    fn known(&self, object: usize) -> Option<Box<[u8]>> {
        self.inner.lock().by_address.get(&object).cloned()
    }

    /// Gives the object at `at` (absolute) a name, unless it has a better one.
    pub fn name_object(&self, r: Raising<'_>, name: &[u8], at: c_int) {
        let address = r.pointer(at) as usize;
        let old = self.known(address);
        // A standard function goes by its own name, whatever else it is called: that is the one that other states know.
        let is_better = |old: &[u8]| better(name, old) && !standard::standard().functions.contains_key(old);
        if old.as_deref().is_none_or(is_better) {
            drop(old);
            self.put(r, name, address, at);
        }
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

/// What a walk finds.
pub struct Found {
    /// Its best name.
    pub name: Box<[u8]>,
    /// The object.
    pub address: usize,
    /// Of a function, where its code is; 0 if Lua does not tell.
    pub code: usize,
    /// Whether the name may stand for something else: a key in it has a slash.
    ambiguous: bool,
    /// Where it is in the table of objects.
    pub slot: i32,
}

/// What a walk finds: names and addresses, and the objects in a table.
#[derive(Default)]
pub struct Scan {
    /// C functions.
    pub functions: Vec<Found>,
    /// Tables.
    pub tables: Vec<Found>,
    /// Full userdata, if they are wanted.
    pub userdata: Vec<Found>,
    /// Whether they are.
    with_userdata: bool,
    /// Each object's place in the list of its type.
    seen: AddressMap<usize>,
    /// Places of tables in the order in which they are looked into.
    queue: std::collections::VecDeque<usize>,
    next_slot: i32,
    /// The name of the table at hand, and that of the object at hand: kept here because the frames below own nothing.
    path: Box<[u8]>,
    name: Vec<u8>,
    /// Whether they are ambiguous.
    path_is_ambiguous: bool,
    is_ambiguous: bool,
}

impl Scan {
    /// A scan that looks for full userdata too, or not.
    pub fn new(with_userdata: bool) -> Scan {
        Scan { with_userdata, ..Scan::default() }
    }

    /// Walks the table on top of the stack, breadth first, and puts a table of the objects in its place. Raw access only;
    /// string and number keys only.
    pub fn walk(&mut self, r: Raising<'_>, prefix: &[u8]) {
        r.need_stack(16);
        r.create_table(16, 0);
        r.insert(-2);
        let objects = r.top() - 1;
        self.name.clear();
        self.name.extend_from_slice(if prefix.is_empty() { b"_G" } else { prefix });
        self.is_ambiguous = false;
        self.found(r, objects);
        r.pop(1);
        let root = self.tables.first().map_or(0, |root| root.address);
        while let Some(at) = self.queue.pop_front() {
            let table = &self.tables[at];
            // The root's own name is not part of the names below it where the prefix is empty.
            let is_nameless = prefix.is_empty() && table.address == root;
            self.path = if is_nameless { Box::default() } else { table.name.clone() };
            self.path_is_ambiguous = table.ambiguous;
            r.raw_geti(objects, table.slot);
            r.push_nil();
            self.walk_table(r, objects);
            r.pop(1);
        }
    }

    /// One level: table and a nil key are on the stack.
    fn walk_table(&mut self, r: Raising<'_>, objects: c_int) {
        let table = r.top() - 1;
        while r.next(table) {
            let wanted = match r.kind(-1) {
                Kind::Table => true,
                Kind::Function => r.is_c_function(-1),
                Kind::Userdata => self.with_userdata && crate::value::userdata::may_have_name(r, -1),
                _ => false,
            };
            if wanted && self.join(r, -2) {
                self.found(r, objects);
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
        let from = self.name.len();
        match r.kind(i) {
            Kind::String => self.name.extend_from_slice(r.bytes(i).unwrap_or_default()),
            Kind::Number => self.name.extend_from_slice(r.describe(i).as_bytes()),
            _ => return false,
        }
        self.is_ambiguous = self.path_is_ambiguous || self.name[from..].contains(&b'/');
        true
    }

    /// The object on top has the name at hand.
    fn found(&mut self, r: Raising<'_>, objects: c_int) {
        let name = self.name.as_slice();
        let kind = r.kind(-1);
        let address = r.pointer(-1) as usize;
        let list = match kind {
            Kind::Table => &mut self.tables,
            Kind::Userdata => &mut self.userdata,
            _ => &mut self.functions,
        };
        if let Some(&at) = self.seen.get(&address) {
            let known = &mut list[at];
            if better(name, &known.name) {
                known.name = name.into();
                known.ambiguous = self.is_ambiguous;
            }
            return;
        }
        self.next_slot += 1;
        let code = if kind == Kind::Function { r.c_function(-1).map_or(0, |f| f as usize) } else { 0 };
        let (ambiguous, slot) = (self.is_ambiguous, self.next_slot);
        self.seen.insert(address, list.len());
        list.push(Found { name: name.into(), address, code, ambiguous, slot });
        if kind == Kind::Table {
            self.queue.push_back(self.tables.len() - 1);
        }
        r.push_value(-1);
        r.raw_seti(objects, slot);
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
    let root = r.top();
    r.push_value(root);
    naming.scan.walk(r, naming.prefix);
    r.registry(&keys::MODULE);
    // The module table goes by its contents: a timer's handle in it must not hide behind a name.
    let module = r.pointer(-1) as usize;
    r.pop(1);
    for list in [&naming.scan.tables, &naming.scan.functions, &naming.scan.userdata] {
        for found in list {
            if found.address == module || (found.ambiguous && is_taken(r, root, naming.prefix, found)) {
                continue;
            }
            r.raw_geti(root + 1, found.slot);
            names.name_object(r, &found.name, root + 2);
            r.pop(1);
        }
    }
    r.pop(2);
}

/// Whether a name with a slash in a key leads to another object, key by key, from the table at `root`.
fn is_taken(r: Raising<'_>, root: c_int, prefix: &[u8], found: &Found) -> bool {
    let rest = found.name.strip_prefix(prefix).unwrap_or(&found.name);
    r.push_value(root);
    let taken = follow(r, rest.strip_prefix(b"/").unwrap_or(rest)) && r.pointer(-1) as usize != found.address;
    r.pop(1);
    taken
}

/// Replaces the table on top with what its path leads to. False (and nil on top) if it leads nowhere.
pub fn follow(r: Raising<'_>, path: &[u8]) -> bool {
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
    #[cfg(feature = "luajit")]
    super::originals::name(r, env.names());
    r.registry_table(&keys::NAMED);
    r.push_bytes(name);
    r.raw_get(-2);
    r.remove(-2);
    if fits(r) {
        return true;
    }
    r.pop(1);
    if kind == Kind::Function && standard::push_function(r, env, name) {
        return true;
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
