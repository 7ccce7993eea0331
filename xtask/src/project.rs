//! Where things are.

use crate::flavour::Flavour;
use std::env;
use std::path::{Path, PathBuf};

/// The project's directories.
pub struct Project {
    /// The directory of the workspace's `Cargo.toml`; every command runs there.
    pub root: PathBuf,
    /// Where cargo builds: `CARGO_TARGET_DIR`, or `target` in the root.
    pub target: PathBuf,
}

impl Project {
    /// Finds the root from where cargo says xtask's own manifest is (at run time: the checkout may have moved).
    pub fn find() -> Self {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().map_or_else(|| manifest.clone(), Path::to_path_buf);
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) if !dir.is_empty() => root.join(dir),
            _ => root.join("target"),
        };
        Self { root, target }
    }

    /// Where the finished builds for one Lua go, relative to the root. Always the same place, whatever
    /// `CARGO_TARGET_DIR` says, because people put it in `LUA_CPATH`.
    pub fn dist_relative(flavour: Flavour) -> PathBuf {
        Path::new("target/dist").join(flavour.name())
    }

    /// As [`Self::dist_relative`], absolute.
    pub fn dist(&self, flavour: Flavour) -> PathBuf {
        self.root.join(Self::dist_relative(flavour))
    }

    /// The directory of the Lua tests.
    pub fn lua_tests(&self) -> PathBuf {
        self.root.join("tests/lua")
    }

    /// The directory of the C modules that tests load, and of those tests.
    pub fn interop_tests(&self) -> PathBuf {
        self.root.join("tests/interop")
    }

    /// Where the compiled C modules for one Lua go, relative to the root.
    pub fn interop_relative(flavour: Flavour) -> PathBuf {
        Path::new("target/interop").join(flavour.name())
    }

    /// As [`Self::interop_relative`], absolute.
    pub fn interop(&self, flavour: Flavour) -> PathBuf {
        self.root.join(Self::interop_relative(flavour))
    }
}
