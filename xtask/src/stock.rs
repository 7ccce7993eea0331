//! The interpreters that are installed on this machine.

use crate::flavour::Flavour;
use crate::process::{self, End};
use std::env;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// What a look on the PATH gave for one flavour.
pub struct Stock {
    /// Which Lua was looked for.
    pub flavour: Flavour,
    /// The interpreter, or why there is none.
    pub found: Result<Interpreter, String>,
}

/// A program that is the Lua its name says.
pub struct Interpreter {
    /// Where it is.
    pub program: PathBuf,
    /// What it calls itself, as in `Lua 5.4.4`.
    pub version: String,
}

impl Stock {
    /// Looks for the interpreter with the flavour's own name.
    pub fn look_up(flavour: Flavour) -> Self {
        let found = on_path(flavour.name()).ok_or_else(|| "not on the PATH".to_owned());
        Self { flavour, found: found.and_then(|program| verify(flavour, program)) }
    }

    /// Whether `--require-stock` insists on it: Lua 5.5 is too young for distributions.
    pub fn required(&self) -> bool {
        self.flavour != Flavour::Lua55
    }

    /// One line on what was found.
    pub fn describe(&self) -> String {
        match &self.found {
            Ok(found) => format!("{}: {} ({})", self.flavour, found.program.display(), found.version),
            Err(reason) => format!("{}: {reason}", self.flavour),
        }
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let is_program = |path: &PathBuf| {
        path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
    };
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(name)).find(is_program)
}

/// Asks the program for its version: a name alone proves nothing.
fn verify(flavour: Flavour, program: PathBuf) -> Result<Interpreter, String> {
    let shown = program.display();
    let finished = process::run(Command::new(&program).arg("-v"), Duration::from_secs(10))
        .map_err(|error| format!("{shown} does not start: {error}"))?;
    let output = finished.output();
    let line = output.lines().next().unwrap_or_default().trim();
    if finished.end != End::Exited(0) || !line.starts_with(flavour.banner()) {
        return Err(format!("{shown} says it is {line:?}"));
    }
    let version = line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    Ok(Interpreter { program, version })
}
