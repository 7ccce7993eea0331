//! The names of the standard libraries' functions and tables in this Lua: read once from a fresh state. They are the
//! same in every state, so no lane needs to scan its libraries to know them.

use super::address_map::AddressMap;
use super::names;
use crate::boundary::{Kind, Quiet, Raising};
use crate::env::Env;
use crate::ffi::{self, lua_CFunction};
use std::ffi::c_int;
use std::sync::OnceLock;

/// What a fresh state with all libraries open holds.
pub struct Standard {
    /// The lookup names of all C functions, and what they are made of.
    pub functions: hashbrown::HashMap<Box<[u8]>, Made>,
    /// The lookup names of all tables, `_G` included, parents first.
    pub tables: Vec<Box<[u8]>>,
    /// The lookup names of functions by their code, those included that Lanes puts in the place of the libraries' own.
    by_code: AddressMap<Box<[u8]>>,
}

/// What a C function is made of.
#[derive(Clone, Copy)]
pub struct Made {
    /// Where its code is; 0 if Lua does not tell, as of LuaJIT's fast functions.
    code: usize,
    /// Whether nothing belongs to it but its code, so that another state can make one that does the same.
    only: bool,
}

/// The names, read on first use.
pub fn standard() -> &'static Standard {
    static NAMES: OnceLock<Standard> = OnceLock::new();
    NAMES.get_or_init(read)
}

/// Whether a function's or table's lookup name is one of the standard libraries' or of Lanes itself.
pub fn is_standard_name(name: &[u8]) -> bool {
    name.starts_with(b"lanes.core/") || standard().functions.contains_key(name)
}

/// Whether a table's lookup name is one of the standard libraries'.
pub fn is_standard_table(name: &[u8]) -> bool {
    standard().tables.iter().any(|t| **t == *name)
}

/// The lookup name of the standard function with this code.
pub fn function_at(code: usize) -> Option<&'static [u8]> {
    standard().by_code.get(&code).map(|name| &**name)
}

/// What reading a fresh state gives.
#[derive(Default)]
struct Fresh {
    scan: names::Scan,
    /// For each function that was found, whether it is only its code.
    only: Vec<bool>,
}

fn read() -> Standard {
    let mut fresh = Fresh::default();
    // SAFETY: a state of our own, closed before we leave; everything that may raise runs protected.
    unsafe {
        let l = ffi::luaL_newstate();
        if !l.is_null() {
            let q = Quiet::new(l);
            let _ = crate::boundary::prepare(q).and_then(|()| q.protected(0, 0, &mut fresh, scan_fresh));
            ffi::lua_close(l);
        }
    }
    let mut tables: Vec<_> = fresh.scan.tables.into_iter().map(|found| found.name).collect();
    tables.sort_by_key(|name| (name.iter().filter(|b| **b == b'/').count(), name.len()));
    let mut standard =
        Standard { functions: hashbrown::HashMap::new(), tables, by_code: AddressMap::default() };
    for (found, only) in fresh.scan.functions.into_iter().zip(fresh.only) {
        if found.code != 0 {
            standard.by_code.insert(found.code, found.name.clone());
        }
        standard.functions.insert(found.name, Made { code: found.code, only: only && found.code != 0 });
    }
    for (name, function) in crate::api::REPLACEMENTS {
        standard.by_code.insert(*function as usize, name.as_bytes().into());
        if let Some(made) = standard.functions.get_mut(name.as_bytes()) {
            made.only = false;
        }
    }
    standard
}

fn scan_fresh(r: Raising<'_>, fresh: &mut Fresh) -> c_int {
    // SAFETY: inside a protected call of our own state.
    unsafe { ffi::luaL_openlibs(r.as_ptr()) };
    r.push_globals();
    fresh.scan.walk(r, b"");
    for found in &fresh.scan.functions {
        r.raw_geti(-1, found.slot);
        let at = r.top();
        let only = r.get_upvalue(at, 1).map(|_| r.pop(1)).is_none() && r.has_global_environment(at);
        fresh.only.push(only);
        r.pop(1);
    }
    0
}

/// Pushes the function of an open standard library that has this name, whatever is in its place by now. False, and nothing
/// pushed, if there is none.
pub fn push_function(r: Raising<'_>, env: &Env, name: &[u8]) -> bool {
    let Some(&made) = standard().functions.get(name) else { return false };
    names::push_path(r, name);
    if is_function(r, name, made) {
        return true;
    }
    r.pop(1);
    // A state that was named as a whole had it, or was to be without it.
    let missing = !made.only || env.names().is_complete() || !is_open(r, names::split(name).0);
    if !missing {
        // SAFETY: the address was that of a C function of this Lua's libraries.
        r.push_c_function(unsafe { std::mem::transmute::<usize, lua_CFunction>(made.code) });
    }
    !missing
}

/// Whether the value on top is the standard function of this name, as far as Lua tells.
pub fn is_function(r: Raising<'_>, name: &[u8], made: Made) -> bool {
    if r.kind(-1) != Kind::Function || !r.is_c_function(-1) {
        return false;
    }
    match r.c_function(-1) {
        Some(function) => function_at(function as usize) == Some(name),
        None => made.code == 0,
    }
}

/// Whether the library is open whose table has this name.
fn is_open(r: Raising<'_>, table: &[u8]) -> bool {
    r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED");
    let found = names::follow(r, table);
    let open = found && r.kind(-1) == Kind::Table;
    r.pop(1);
    open
}

/// Names the tables of the standard libraries that are open in this state, when a name is first needed: most lanes never
/// need one. They are found through `package.loaded`, which holds the originals whatever becomes of the globals.
pub fn name_tables(r: Raising<'_>, env: &Env) {
    let names = env.names();
    if names.has_tables() {
        return;
    }
    r.need_stack(12);
    for name in &standard().tables {
        if names::push_loaded_path(r, name) && r.kind(-1) == Kind::Table {
            names.name_object(r, name, r.top());
        }
        r.pop(1);
    }
    names.set_has_tables();
}

/// What to do about a name that a state does not know; `core` is what the library of Lanes itself is called.
pub fn lookup_hint(name: &str, core: &str) -> String {
    let module = name.strip_prefix("package/loaded/").unwrap_or(name);
    let library = module.split('/').next().unwrap_or_default();
    if library == "lanes.core" {
        format!("Open '{core}' (or '*') in the lane's libraries")
    } else if is_standard_name(name.as_bytes())
        || is_standard_table(name.as_bytes())
        || super::userdata::is_stream(name.as_bytes())
    {
        let in_base = !name.contains('/') && (name == "_G" || !is_standard_table(name.as_bytes()));
        let library = match library {
            "require" | "module" => "package",
            _ if in_base => "base",
            _ => library,
        };
        format!("Open '{library}' in the lane's libraries")
    } else {
        format!(
            "List '{library}' in the lane's 'required' option, or name it there with lanes.require or lanes.register"
        )
    }
}
