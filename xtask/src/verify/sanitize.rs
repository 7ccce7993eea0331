//! The Lua tests in a runner that was compiled with a sanitizer, Lua itself included. A report is a failure, whatever the
//! test says. `RUSTC_BOOTSTRAP` lets a stable compiler take the flag; the standard library is the one that comes with it,
//! not instrumented, which AddressSanitizer does not mind. What ThreadSanitizer cannot know for that reason is in
//! `tests/verify/tsan.supp`, with the reasons.

use super::sample::Random;
use super::{Verify, processors};
use crate::cargo::cargo;
use crate::flavour::Flavour;
use crate::process;
use crate::report::{Failure, announce, say};
use crate::script::{Host, HostKind, Script};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// A sanitizer.
#[derive(Clone, Copy)]
pub struct Sanitizer {
    /// As compilers call it.
    name: &'static str,
    /// What its reports begin with.
    report: &'static str,
    variable: &'static str,
    options: &'static str,
    /// More flags for the Rust compiler.
    flags: &'static str,
    /// More flags for the C compiler.
    c_flags: &'static str,
    /// It can tell who owns memory that lanes keep and hand over.
    follows_kept_memory: bool,
    /// How much slower tests may be.
    patience: u32,
    /// How many tests the quick form runs.
    sample: usize,
}

/// AddressSanitizer, which brings LeakSanitizer along.
pub const ADDRESS: Sanitizer = Sanitizer {
    name: "address",
    report: "Sanitizer",
    variable: "ASAN_OPTIONS",
    options: "detect_leaks=1:detect_stack_use_after_return=0:allocator_may_return_null=1:exitcode=99",
    flags: "",
    c_flags: "",
    follows_kept_memory: true,
    patience: 8,
    sample: 30,
};

/// ThreadSanitizer.
pub const THREAD: Sanitizer = Sanitizer {
    name: "thread",
    report: "WARNING: ThreadSanitizer",
    variable: "TSAN_OPTIONS",
    options: "halt_on_error=0:exitcode=99:second_deadlock_stack=1:die_after_fork=0:suppressions=tests/verify/tsan.supp",
    flags: "--cfg lanes_tsan",
    // Lua raises errors by `_longjmp`, of which ThreadSanitizer knows nothing, so that its record of each thread's calls
    // would grow with every error until it overflows. `longjmp` does the same.
    c_flags: "-D_longjmp=longjmp",
    // The last of several receivers of a packet is told so by a fence in the standard library, of which it knows nothing.
    follows_kept_memory: false,
    patience: 20,
    sample: 20,
};

/// What is built for: build scripts, which run here, are not instrumented if it is named.
pub const TARGET: &str = "x86_64-unknown-linux-gnu";

/// The step.
pub fn run(verify: &mut Verify<'_>, sanitizer: Sanitizer) {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        say("skipped: only on Linux on x86-64");
        return;
    }
    let mut flavours = verify.form(vec![Flavour::Lua54], vec![Flavour::Lua54, Flavour::Lua53]);
    flavours.retain(|flavour| verify.options.flavours().contains(flavour));
    for flavour in flavours {
        let name = format!("build runner {flavour} {}-sanitized", sanitizer.name);
        announce(&name);
        match build(verify, sanitizer, flavour) {
            Ok(program) => {
                say("ok");
                verify.report.pass(1);
                tests(verify, sanitizer, Host { flavour, kind: HostKind::Runner, program });
            }
            Err(failure) => {
                say("failed");
                verify.report.fail(&name, &failure, 1);
            }
        }
    }
}

impl Sanitizer {
    /// Has what a call of cargo compiles instrumented, Lua included, with more flags for the Rust compiler.
    pub fn instrument(&self, command: &mut Command, flags: &str) {
        let name = self.name;
        let general =
            format!("-Zsanitizer={name} -Cunsafe-allow-abi-mismatch=sanitizer -Cforce-frame-pointers=yes");
        command.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", format!("{general} {flags}"));
        let more = self.c_flags;
        command.env("CFLAGS", format!("-fsanitize={name} -fno-omit-frame-pointer -g -O1 {more}"));
    }
}

fn build(verify: &Verify<'_>, sanitizer: Sanitizer, flavour: Flavour) -> Result<PathBuf, Failure> {
    let target = verify.project.target.join(sanitizer.name);
    let mut command = cargo(verify.project);
    command.args(["build", "--target", TARGET, "-p", "lanes-cli", "--no-default-features", "--features"]);
    command.arg(flavour.feature());
    command.env("CARGO_TARGET_DIR", &target);
    sanitizer.instrument(&mut command, sanitizer.flags);
    let finished = process::run(&mut command, Duration::from_secs(1800))
        .map_err(|error| Failure::plain(format!("cargo does not start: {error}")))?;
    if let Some(failure) = Failure::unless_exited(&finished, 0) {
        return Err(failure);
    }
    // Kept under the Lua's name: the next build replaces it.
    let built = target.join(TARGET).join("debug/lanes");
    let kept = target.join(flavour.name());
    std::fs::copy(&built, &kept)
        .map_err(|error| Failure::plain(format!("{} to {}: {error}", built.display(), kept.display())))?;
    Ok(kept)
}

/// The Lua tests, and the programs that start many lanes.
fn tests(verify: &mut Verify<'_>, sanitizer: Sanitizer, host: Host) {
    let scripts = match Script::find_all(verify.project) {
        Ok(scripts) => scripts,
        Err(error) => return verify.conclude("tests/lua", Some(Failure::plain(error.to_string()))),
    };
    let scripts: Vec<Script> = scripts.into_iter().filter(|script| script.is_for(&host)).collect();
    let scripts = if verify.options.full {
        scripts
    } else {
        Random::new(verify.seed).sample(scripts, sanitizer.sample)
    };
    let what = format!("Lua tests, {}-sanitized [{}]", sanitizer.name, host.flavour);
    let name = |script: &Script| format!("{} {}", sanitizer.name, script.name_in(&host));
    verify.each(&what, &scripts, processors(), name, |verify, script| {
        let adjust = |command: &mut Command| {
            adjust_environment(command, sanitizer);
        };
        script.run_adjusted(verify.project, &host, sanitizer.patience, adjust, |output| {
            judge(sanitizer, output)
        })
    });
    stress(verify, sanitizer, &host, false);
    if sanitizer.follows_kept_memory {
        stress(verify, sanitizer, &host, true);
    }
}

/// `stress.lua`, as the tests are run, or with memory that lanes keep and hand over: the way from one owner to the next is
/// seen then, if not the single blocks.
fn stress(verify: &mut Verify<'_>, sanitizer: Sanitizer, host: &Host, keeps_memory: bool) {
    let seconds = verify.seconds(5, 60).to_string();
    let arguments = [seconds, "8".to_owned(), verify.seed.to_string()];
    let mut command = verify.lua(host, "stress.lua", &arguments);
    adjust_environment(&mut command, sanitizer);
    if keeps_memory {
        command.env_remove("LANES_ALLOCATOR");
    }
    let failure = match process::run(&mut command, Duration::from_secs(600)) {
        Ok(finished) => Failure::unless_exited(&finished, 0).or_else(|| judge(sanitizer, &finished.output())),
        Err(error) => Some(Failure::plain(error.to_string())),
    };
    let memory = if keeps_memory { ", kept memory" } else { "" };
    verify.conclude(&format!("{} stress.lua [{}]{memory}", sanitizer.name, host.flavour), failure);
}

/// Lanes get no memory of their own: the sanitizer watches the blocks of the C library.
fn adjust_environment(command: &mut Command, sanitizer: Sanitizer) {
    command.env(sanitizer.variable, sanitizer.options).env("LANES_ALLOCATOR", "libc");
}

/// A report anywhere in the output, of whatever process it was.
fn judge(sanitizer: Sanitizer, output: &str) -> Option<Failure> {
    let line = output.lines().find(|line| line.contains(sanitizer.report))?;
    Some(Failure { output: output.to_owned(), ..Failure::plain(line.trim().to_owned()) })
}
