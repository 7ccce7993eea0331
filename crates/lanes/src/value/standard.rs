//! The names of the standard libraries' functions and tables in this Lua: read once from a fresh state. They are the
//! same in every state, so no lane needs to scan its libraries to know them.

use super::names;
use crate::boundary::{Quiet, Raising};
use crate::env::Env;
use crate::ffi;
use std::ffi::c_int;
use std::sync::OnceLock;

/// What a fresh state with all libraries open holds.
pub struct Standard {
    /// The lookup names of all C functions.
    pub functions: hashbrown::HashSet<Box<[u8]>>,
    /// The lookup names of all tables, `_G` included, parents first.
    pub tables: Vec<Box<[u8]>>,
}

/// The names, read on first use.
pub fn standard() -> &'static Standard {
    static NAMES: OnceLock<Standard> = OnceLock::new();
    NAMES.get_or_init(read)
}

/// Whether a function's or table's lookup name is one of the standard libraries' or of Lanes itself.
pub fn is_standard_name(name: &[u8]) -> bool {
    name.starts_with(b"lanes.core/") || standard().functions.contains(name)
}

/// Whether a table's lookup name is one of the standard libraries'.
pub fn is_standard_table(name: &[u8]) -> bool {
    standard().tables.iter().any(|t| **t == *name)
}

fn read() -> Standard {
    let mut found = names::Scan::default();
    // SAFETY: a state of our own, closed before we leave; everything that may raise runs protected.
    unsafe {
        let l = ffi::luaL_newstate();
        if !l.is_null() {
            let q = Quiet::new(l);
            let _ = crate::boundary::prepare(q).and_then(|()| q.protected(0, 0, &mut found, scan_fresh));
            ffi::lua_close(l);
        }
    }
    let mut tables: Vec<_> = found.tables.into_iter().map(|(name, _)| name).collect();
    tables.sort_by_key(|name| (name.iter().filter(|b| **b == b'/').count(), name.len()));
    Standard { functions: found.functions.into_iter().map(|(name, _)| name).collect(), tables }
}

fn scan_fresh(r: Raising<'_>, found: &mut names::Scan) -> c_int {
    // SAFETY: inside a protected call of our own state.
    unsafe { ffi::luaL_openlibs(r.as_ptr()) };
    r.push_globals();
    found.walk(r, b"");
    0
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
        if names::push_loaded_path(r, name) && r.kind(-1) == crate::boundary::Kind::Table {
            names.name_object(r, name, r.top());
        }
        r.pop(1);
    }
    names.set_has_tables();
}

/// What to do about a name that a state does not know.
pub fn lookup_hint(name: &str) -> String {
    let library = name.split('/').next().unwrap_or_default();
    if library == "lanes.core" {
        "Open 'lanes.core' (or '*') in the lane's libraries".to_owned()
    } else if is_standard_name(name.as_bytes())
        || is_standard_table(name.as_bytes())
        || super::userdata::is_stream(name.as_bytes())
    {
        let library = if name.contains('/') { library } else { "base" };
        format!("Open '{library}' in the lane's libraries")
    } else {
        format!(
            "List '{library}' in the lane's 'required' option, or name it there with lanes.require or lanes.register"
        )
    }
}
