//! The standard functions of a state on LuaJIT, as they were before a script could put something else in their place. The
//! other Luas tell the code of each function, and most can be made anew from it; LuaJIT does not tell it of those that its
//! compiler knows. So a new lane keeps them: without names, which few lanes ever need.

use super::names::{Names, push_loaded_path, split};
use super::standard::{is_function, standard};
use crate::boundary::{Kind, Raising};
use crate::ffi::keys;
use std::sync::OnceLock;

/// A table of the libraries, and the keys of its functions with their names.
type Holder = (&'static [u8], Vec<(&'static [u8], &'static [u8])>);

/// All of them, in the order in which they are kept.
fn holders() -> &'static [Holder] {
    static HOLDERS: OnceLock<Vec<Holder>> = OnceLock::new();
    HOLDERS.get_or_init(|| {
        let mut holders: Vec<Holder> = standard().tables.iter().map(|name| (&**name, Vec::new())).collect();
        for name in standard().functions.keys() {
            let (table, key) = split(name);
            if let Some((_, keys)) = holders.iter_mut().find(|(holder, _)| *holder == table) {
                keys.push((key, name));
            }
        }
        holders.retain(|(_, keys)| !keys.is_empty());
        holders
    })
}

/// Keeps the functions of the libraries that are open.
pub fn keep(r: Raising<'_>) {
    r.need_stack(8);
    r.create_table(holders().iter().map(|(_, keys)| keys.len()).sum(), 0);
    let kept = r.top();
    let mut at = 0;
    for (table, keys) in holders() {
        if push_loaded_path(r, table) && r.kind(-1) == Kind::Table {
            for (key, _) in keys {
                at += 1;
                r.push_bytes(key);
                r.raw_get(kept + 1);
                r.raw_seti(kept, at);
            }
        } else {
            at += i32::try_from(keys.len()).unwrap_or_default();
        }
        r.pop(1);
    }
    r.registry_set(&keys::ORIGINALS);
}

/// Names those that were kept, once one is looked for.
pub fn name(r: Raising<'_>, names: &Names) {
    r.need_stack(8);
    if r.registry(&keys::ORIGINALS) == Kind::Table {
        let kept = r.top();
        let mut at = 0;
        for (_, keys) in holders() {
            for (_, name) in keys {
                at += 1;
                r.raw_geti(kept, at);
                if standard().functions.get(*name).is_some_and(|made| is_function(r, name, *made)) {
                    names.name_object(r, name, kept + 1);
                }
                r.pop(1);
            }
        }
        r.push_nil();
        r.registry_set(&keys::ORIGINALS);
    }
    r.pop(1);
}
