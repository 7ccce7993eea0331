//! The API dialects: the conventions of Lanes 3.x, which is the default, and those of 4.x.
//!
//! A universe has one, fixed when it is configured; its lanes inherit it. It is never a global of the process: universes
//! of both kinds may live side by side. The operations themselves know nothing of it: what reads arguments and what
//! shapes results is bound to names by dialect, in the tables of `api`, `lane` and `lindas`.

use crate::boundary::{Fault, Kind, Quiet, Raising};
use crate::env::Env;
use crate::ffi;

/// Whose conventions hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// Those of 3.x.
    V3,
    /// Those of 4.x.
    V4,
}

/// The field of the registry in which a host says which dialect a state is to be configured with, as a number, and the
/// environment variable that says so otherwise.
pub const WISH: &str = "LANES_API";

impl Dialect {
    /// The one with this major number.
    pub fn from_major(major: i64) -> Option<Dialect> {
        match major {
            3 => Some(Dialect::V3),
            4 => Some(Dialect::V4),
            _ => None,
        }
    }

    /// Its major number.
    pub fn major(self) -> i64 {
        match self {
            Dialect::V3 => 3,
            Dialect::V4 => 4,
        }
    }

    /// The version of the API that is implemented.
    pub fn version(self) -> &'static str {
        match self {
            Dialect::V3 => "3.14.0",
            Dialect::V4 => "4.0.1",
        }
    }

    /// What the core module is called.
    pub fn core_name(self) -> &'static str {
        match self {
            Dialect::V3 => "lanes.core",
            Dialect::V4 => "lanes_core",
        }
    }

    /// The dialect of a state: that of its universe, or the one that it would be configured with now.
    pub fn of(r: Raising<'_>) -> Dialect {
        let configured = Env::of(*r).map(|env| env.universe.dialect());
        configured.unwrap_or_else(|| wished(r).or_else(|| from_environment(r)).unwrap_or(Dialect::V3))
    }

    /// The same for quiet code.
    pub fn of_state(q: Quiet<'_>) -> Result<Dialect, Fault> {
        let mut dialect = Dialect::V3;
        q.protected(0, 0, &mut dialect, |r, dialect| {
            *dialect = Dialect::of(r);
            0
        })?;
        Ok(dialect)
    }

    /// Has the state configured with this dialect, when that comes. Fails if it was configured with another one.
    pub fn wish(self, q: Quiet<'_>) -> Result<(), Fault> {
        match Env::of(*q).map(|env| env.universe.dialect()) {
            Some(dialect) if dialect == self => Ok(()),
            Some(dialect) => Err(Fault::Error(format!(
                "Lanes was configured with the API of {}.x in this state",
                dialect.major()
            ))),
            None => q.protected(0, 0, &mut { self }, |r, dialect| {
                set_wish(r, *dialect);
                0
            }),
        }
    }
}

/// Says in the registry which dialect the state is to be configured with.
pub fn set_wish(r: Raising<'_>, dialect: Dialect) {
    r.push_int(dialect.major());
    r.set_field(ffi::LUA_REGISTRYINDEX, WISH);
}

/// What the registry says.
fn wished(r: Raising<'_>) -> Option<Dialect> {
    let wish = r.get_field(ffi::LUA_REGISTRYINDEX, WISH);
    let dialect = if wish == Kind::Number { r.integer(-1).and_then(Dialect::from_major) } else { None };
    r.pop(1);
    dialect
}

/// What the environment says, unless the interpreter was told to ignore that (`-E`).
fn from_environment(r: Raising<'_>) -> Option<Dialect> {
    r.get_field(ffi::LUA_REGISTRYINDEX, "LUA_NOENV");
    let ignored = r.truthy(-1);
    r.pop(1);
    if ignored {
        return None;
    }
    std::env::var(WISH).ok().and_then(|text| text.trim().parse().ok()).and_then(Dialect::from_major)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Host;
    use std::ffi::c_int;

    /// A state in which `lanes` can be required.
    fn host(wish: Option<Dialect>) -> Host {
        fn preload(r: Raising<'_>, wish: &mut Option<Dialect>) -> c_int {
            if let Some(dialect) = *wish {
                set_wish(r, dialect);
            }
            crate::api::set_preload(r, Dialect::V3);
            0
        }
        let host = Host::new();
        assert!(host.q().protected(0, 0, &mut { wish }, preload).is_ok());
        host
    }

    #[test]
    fn universes_of_both_dialects_live_side_by_side() {
        let code = "local lanes = require 'lanes'.configure()
            local version = lanes.gen('*', function() return require 'lanes'.ABOUT.version end)()[1]
            assert(version == lanes.ABOUT.version)
            assert((lanes.null ~= nil) == (version == '4.0.1'))
            return version";
        let hosts = [host(None), host(Some(Dialect::V4)), host(Some(Dialect::V3)), host(Some(Dialect::V4))];
        let versions = hosts.each_ref().map(|host| {
            host.must(code, 0);
            host.take_text()
        });
        assert_eq!(versions, ["3.14.0", "4.0.1", "3.14.0", "4.0.1"]);
        for (host, version) in hosts.iter().zip(versions) {
            host.must("return require 'lanes'.ABOUT.version", 0);
            assert_eq!(host.take_text(), version);
        }
    }
}
