//! Lua tests under valgrind's memcheck, in stock interpreters that load the module: the release build that is shipped.
//! LuaJIT runs with its compiler off, whose code valgrind cannot follow.

use super::sample::Random;
use super::{Verify, processors};
use crate::flavour::Flavour;
use crate::process::{self, End};
use crate::report::{Failure, say};
use crate::script::{Host, Script};
use std::process::Command;
use std::time::Duration;

/// How much slower tests may be: valgrind runs one thread at a time, each instruction some thirty times slower.
const PATIENCE: u32 = 20;

/// What valgrind exits with when it has something to report.
const FOUND: &str = "97";

/// The step.
pub fn run(verify: &mut Verify<'_>) {
    let present = process::run(Command::new("valgrind").arg("--version"), Duration::from_secs(20));
    if !present.is_ok_and(|finished| finished.end == End::Exited(0)) {
        verify.conclude("valgrind", Some(Failure::plain("is not installed")));
        return;
    }
    for flavour in [Flavour::Lua51, Flavour::LuaJit] {
        match verify.stock_host(flavour) {
            Some(host) => tests(verify, &host),
            None => say(&format!("skipped: no stock {flavour}")),
        }
    }
}

fn tests(verify: &mut Verify<'_>, host: &Host) {
    let scripts = match Script::find_all(verify.project) {
        Ok(scripts) => scripts,
        Err(error) => return verify.conclude("tests/lua", Some(Failure::plain(error.to_string()))),
    };
    let scripts: Vec<Script> = scripts.into_iter().filter(|script| script.is_for(host)).collect();
    let scripts = if verify.options.full { scripts } else { Random::new(verify.seed).sample(scripts, 6) };
    let what = format!("valgrind, Lua tests [{}]", host.flavour);
    let name = |script: &Script| format!("valgrind {}", script.name_in(host));
    verify.each(&what, &scripts, processors(), name, |verify, script| {
        script.run_adjusted(verify.project, host, PATIENCE, |command| under_valgrind(command, host), |_| None)
    });
}

/// Puts valgrind before the command.
fn under_valgrind(command: &mut Command, host: &Host) {
    let mut outer = Command::new("valgrind");
    outer.args(["--quiet", "--fair-sched=yes", "--leak-check=full", "--show-leak-kinds=definite"]);
    outer.args(["--errors-for-leak-kinds=definite", "--suppressions=tests/verify/valgrind.supp"]);
    outer.arg(format!("--error-exitcode={FOUND}")).arg(command.get_program());
    if host.flavour == Flavour::LuaJit {
        outer.arg("-joff");
    }
    outer.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    // Lanes get no memory of their own: valgrind watches the blocks of the C library.
    outer.env("LANES_ALLOCATOR", "libc");
    if let Some(dir) = command.get_current_dir() {
        outer.current_dir(dir);
    }
    *command = outer;
}
