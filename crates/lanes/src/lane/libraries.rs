//! The library string of `lanes.gen`, and opening what it names.

use crate::boundary::{Fault, Raising, to_text};
use crate::dialect::Dialect;
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
    /// This Lua has none of that name.
    Nothing,
    /// The opener, and whether the library is a global too.
    With(lua_CFunction),
    /// Lanes itself, or part of the base library.
    Elsewhere,
}

/// The library names that every version accepts, in the order in which they are opened. Lanes itself is the last.
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
        "lanes.core" => Open::Elsewhere,
        // Part of the base library there.
        "base" => Open::Elsewhere,
        _ => Open::Nothing,
    }
}

impl Libraries {
    /// Reads a library string: names of ASCII letters, digits and dots, with anything between them. In 4.x names may
    /// have `_` and `-`, and a `?` behind one makes up for a library that this Lua does not have.
    pub fn parse(text: &[u8], dialect: Dialect) -> Result<Libraries, Fault> {
        if text == b"*" {
            return Ok(Libraries::All);
        }
        match dialect {
            Dialect::V3 => parse3(text),
            Dialect::V4 => parse4(text),
        }
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

fn parse3(text: &[u8]) -> Result<Libraries, Fault> {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'.';
    let mut chosen = Vec::new();
    for name in text.split(|b| !is_name(b)).filter(|name| !name.is_empty()) {
        let name = to_text(name);
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

fn parse4(text: &[u8]) -> Result<Libraries, Fault> {
    if text.contains(&b'*') {
        return Err(Fault::Error("Libs specification '*' must be used alone".to_owned()));
    }
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b".-_".contains(b);
    let mut chosen = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.iter().position(is_name) {
        rest = &rest[start..];
        let end = rest.iter().position(|b| !is_name(b)).unwrap_or(rest.len());
        let name = to_text(&rest[..end]);
        rest = &rest[end..];
        let optional = rest.first() == Some(&b'?');
        let known = if name == Dialect::V4.core_name() { Dialect::V3.core_name() } else { &*name };
        let known = KNOWN.iter().position(|k| *k == known && name != Dialect::V3.core_name());
        let Some(at) = known else {
            return Err(Fault::Error(format!("Bad library name: \"{name}\"")));
        };
        if chosen.contains(&at) {
            return Err(Fault::Error(format!("Libs specification contains \"{name}\" more than once")));
        }
        if !matches!(opener(KNOWN[at]), Open::Nothing) {
            chosen.push(at);
        } else if !optional {
            return Err(Fault::Error(format!("Unsupported library: \"{name}\"")));
        }
    }
    chosen.sort_unstable();
    Ok(Libraries::Some(chosen))
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
        crate::api::push_loaded(r, b"ffi");
        r.set_field(-2, "ffi");
        r.pop(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Libraries, String> {
        parse_as(text, Dialect::V3)
    }

    fn parse_as(text: &str, dialect: Dialect) -> Result<Libraries, String> {
        Libraries::parse(text.as_bytes(), dialect).map_err(|fault| match fault {
            Fault::Error(text) => text,
            _ => "?".to_owned(),
        })
    }

    #[test]
    fn the_fourth_dialect_is_stricter() {
        let parse = |text| parse_as(text, Dialect::V4);
        assert_eq!(parse("*"), Ok(Libraries::All));
        assert_eq!(parse("/io;os[base{"), parse("base,io,os"));
        assert_eq!(parse("io,no_such"), Err("Bad library name: \"no_such\"".to_owned()));
        assert_eq!(parse("no-such?"), Err("Bad library name: \"no-such\"".to_owned()));
        assert_eq!(parse("io,io"), Err("Libs specification contains \"io\" more than once".to_owned()));
        assert!(parse("*,base").is_err_and(|text| text.ends_with("must be used alone")));
        assert!(parse("base*").is_err());
        assert!(parse("lanes.core").is_err() && parse("lanes_core").is_ok_and(|l| l.has_core()));
        let (lacking, there) = if ffi::IS_JIT { ("utf8", "jit") } else { ("jit", "math") };
        assert_eq!(parse(lacking), Err(format!("Unsupported library: \"{lacking}\"")));
        assert_eq!(parse(&format!("{lacking}?,{there}?")), parse(there));
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
