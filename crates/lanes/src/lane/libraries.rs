//! The library string of `lanes.gen`, and opening what it names.

use crate::boundary::{Fault, Raising};
use crate::ffi::{self, lua_CFunction};
#[cfg(feature = "lua53")]
use crate::value::standard;
use mlua_sys as sys;
use std::ffi::CStr;

/// Which libraries a lane has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Libraries {
    /// None at all, not even the base library.
    None,
    /// All that `luaL_openlibs` opens, and `lanes.core`.
    All,
    /// The base library and these, by position in [`KNOWN`].
    Some(Vec<usize>),
}

/// How a known library is opened in this Lua.
enum Open {
    /// It is part of the base library, or this Lua has none of that name.
    Nothing,
    /// The opener, and whether the library is a global too.
    With(lua_CFunction),
    /// Lanes itself.
    Lanes,
}

/// The library names that every version accepts, in the order in which they are opened.
const KNOWN: &[&str] = &[
    "base",
    "package",
    "coroutine",
    "table",
    "io",
    "os",
    "string",
    "math",
    "debug",
    "bit32",
    "utf8",
    "bit",
    "jit",
    "ffi",
    "lanes.core",
];

fn opener(name: &str) -> Open {
    match name {
        "package" => Open::With(sys::luaopen_package),
        "table" => Open::With(sys::luaopen_table),
        "io" => Open::With(sys::luaopen_io),
        "os" => Open::With(sys::luaopen_os),
        "string" => Open::With(sys::luaopen_string),
        "math" => Open::With(sys::luaopen_math),
        "debug" => Open::With(sys::luaopen_debug),
        #[cfg(not(any(feature = "lua51", feature = "luajit")))]
        "coroutine" => Open::With(sys::luaopen_coroutine),
        #[cfg(feature = "lua52")]
        "bit32" => Open::With(sys::luaopen_bit32),
        // 5.3 has it where it was built with it; the opener is there in any case and may refuse.
        #[cfg(feature = "lua53")]
        "bit32" if standard::is_standard_table(b"bit32") => Open::With(sys::luaopen_bit32),
        #[cfg(any(feature = "lua53", feature = "lua54", feature = "lua55"))]
        "utf8" => Open::With(sys::luaopen_utf8),
        #[cfg(feature = "luajit")]
        "bit" => Open::With(sys::luaopen_bit),
        #[cfg(feature = "luajit")]
        "jit" => Open::With(sys::luaopen_jit),
        #[cfg(feature = "luajit")]
        "ffi" => Open::With(sys::luaopen_ffi),
        "lanes.core" => Open::Lanes,
        _ => Open::Nothing,
    }
}

impl Libraries {
    /// Reads a library string: names of ASCII letters, digits and dots, with anything between them.
    pub fn parse(text: &[u8]) -> Result<Libraries, Fault> {
        if text == b"*" {
            return Ok(Libraries::All);
        }
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'.';
        let mut chosen = Vec::new();
        for name in text.split(|b| !is_name(b)).filter(|name| !name.is_empty()) {
            let name = String::from_utf8_lossy(name);
            let Some(at) = KNOWN.iter().position(|known| *known == name) else {
                return Err(Fault::Error(format!("Bad library name: {name}")));
            };
            if chosen.contains(&at) {
                return Err(Fault::Error(format!("libs specification contains '{name}' more than once")));
            }
            chosen.push(at);
        }
        chosen.sort_unstable();
        Ok(Libraries::Some(chosen))
    }

    /// Whether the lane has this library. `lanes.core` counts as one.
    pub fn has(&self, library: &str) -> bool {
        match self {
            Libraries::None => false,
            Libraries::All => true,
            Libraries::Some(chosen) => chosen.iter().any(|at| KNOWN[*at] == library),
        }
    }

    /// Whether the lane has the `package` library.
    pub fn has_package(&self) -> bool {
        self.has("package")
    }

    /// Whether the lane has Lanes itself open from the start.
    pub fn has_core(&self) -> bool {
        self.has("lanes.core")
    }

    /// Opens them in a new state. Lanes itself is opened by the caller.
    pub fn open(&self, r: Raising<'_>) {
        match self {
            Libraries::None => {}
            // SAFETY: inside a protected call.
            Libraries::All => unsafe { ffi::luaL_openlibs(r.as_ptr()) },
            Libraries::Some(chosen) => {
                open_one(r, "_G", sys::luaopen_base);
                for at in chosen {
                    if let Open::With(open) = opener(KNOWN[*at]) {
                        open_one(r, KNOWN[*at], open);
                    }
                }
            }
        }
    }
}

fn open_one(r: Raising<'_>, name: &str, open: lua_CFunction) {
    let mut text = [0u8; 16];
    // 5.1 calls the base library's opener with an empty name.
    let name = if name == "_G" && ffi::HAS_FENV { "" } else { name };
    text[..name.len()].copy_from_slice(name.as_bytes());
    let Ok(name) = CStr::from_bytes_until_nul(&text) else { return };
    // SAFETY: inside a protected call; the opener is of this Lua.
    unsafe { ffi::open_library(r.as_ptr(), name, open, true) };
    if ffi::IS_JIT && name == c"ffi" {
        // LuaJIT's opener registers it in package.loaded only; as a named library it is a global too.
        r.push_globals();
        push_loaded(r, "ffi");
        r.set_field(-2, "ffi");
        r.pop(1);
    }
}

/// Pushes `package.loaded[name]` from the registry.
fn push_loaded(r: Raising<'_>, name: &str) {
    r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED");
    r.get_field(-1, name);
    r.remove(-2);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Libraries, String> {
        Libraries::parse(text.as_bytes()).map_err(|fault| match fault {
            Fault::Error(text) => text,
            _ => "?".to_owned(),
        })
    }

    #[test]
    fn names_are_runs_of_letters_digits_and_dots() {
        assert_eq!(parse("*"), Ok(Libraries::All));
        assert_eq!(parse(""), Ok(Libraries::Some(vec![])));
        assert_eq!(parse("io+os base"), parse("base,io,os"));
        assert_eq!(parse("*,io"), parse("io"));
        assert_eq!(parse("lib"), Err("Bad library name: lib".to_owned()));
        assert_eq!(parse("io,io"), Err("libs specification contains 'io' more than once".to_owned()));
    }

    #[test]
    fn what_is_open_is_known() {
        assert!(parse("package").is_ok_and(|l| l.has_package() && !l.has_core()));
        assert!(parse("lanes.core").is_ok_and(|l| l.has_core()));
        assert!(Libraries::All.has_package() && Libraries::All.has_core());
        assert!(!Libraries::None.has_package());
    }
}
