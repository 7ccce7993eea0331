//! The steps that are Rust tests with other parameters than `cargo xtask test` gives them.

use super::Verify;
use crate::cargo::cargo;
use crate::flavour::Flavour;
use crate::process;
use crate::report::{self, Failure, announce, say};
use std::process::Command;
use std::time::Duration;

impl Verify<'_> {
    /// Runs a command under a deadline and counts it; shows the lines of its output that begin with one of `show`.
    fn command_step(&mut self, name: &str, mut command: Command, limit: u64, show: &[&str]) {
        announce(name);
        match process::run(&mut command, Duration::from_secs(limit)) {
            Ok(finished) => {
                let failure = Failure::unless_exited(&finished, 0);
                let word = if failure.is_none() { "ok" } else { "failed" };
                say(&format!("{word} ({})", report::seconds(finished.took)));
                for line in
                    finished.output().lines().filter(|line| show.iter().any(|text| line.contains(text)))
                {
                    say(&format!("  {}", line.trim()));
                }
                self.conclude(name, failure);
            }
            Err(error) => {
                say("failed");
                self.conclude(name, Some(Failure::plain(format!("does not start: {error}"))));
            }
        }
    }
}

/// Every public function with an allocator that fails at the Nth allocation.
pub fn memory(verify: &mut Verify<'_>) {
    let flavours = verify.options.flavours();
    let flavours =
        verify.form(flavours.iter().copied().filter(|f| *f == Flavour::Lua54).collect(), flavours.clone());
    for flavour in flavours {
        let mut command = cargo(verify.project);
        command.args(["test", "-p", "lanes", "--no-default-features", "--features"]);
        command.arg(format!("{},vendored", flavour.feature()));
        command.args(["--lib", "memory", "--", "--nocapture"]);
        verify.command_step(
            &format!("memory runs out [{flavour}]"),
            command,
            1800,
            &["allocations", "test result"],
        );
    }
}

/// The models under loom. The full form lets a thread be interrupted more often.
pub fn loom(verify: &mut Verify<'_>) {
    if !verify.options.full && verify.options.only.is_empty() {
        say("left to `cargo xtask test`, which checks the models with the same bounds");
        return;
    }
    let mut command = cargo(verify.project);
    command.args(["test", "-p", "linda", "--release", "--test", "loom"]);
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    command.env("RUSTFLAGS", format!("{flags} --cfg loom").trim());
    command.env("CARGO_TARGET_DIR", verify.project.target.join("loom"));
    command.env("LOOM_EXTRA_PREEMPTIONS", verify.form("0", "2"));
    verify.command_step("loom linda", command, verify.form(600, 7200), &["test result"]);
}

/// Larger models under random schedules.
pub fn shuttle(verify: &mut Verify<'_>) {
    let mut command = cargo(verify.project);
    command.args(["test", "-p", "linda", "--release", "--test", "shuttle", "--", "--nocapture"]);
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    command.env("RUSTFLAGS", format!("{flags} --cfg shuttle").trim());
    command.env("CARGO_TARGET_DIR", verify.project.target.join("shuttle"));
    command.env("SHUTTLE_ITERATIONS", verify.form("500", "100000"));
    verify.command_step("shuttle linda", command, verify.form(600, 7200), &["schedules", "test result"]);
}

/// Properties with more cases than the ordinary tests have.
pub fn properties(verify: &mut Verify<'_>) {
    let cases = verify.form("500", "50000");
    let mut command = cargo(verify.project);
    command.args(["test", "-p", "linda", "--test", "model"]).env("PROPTEST_CASES", cases);
    verify.command_step(&format!("linda against a model, {cases} cases"), command, 3600, &["test result"]);
    let flavours = verify.options.flavours();
    let flavours =
        verify.form(flavours.iter().copied().filter(|f| *f == Flavour::Lua54).collect(), flavours.clone());
    for flavour in flavours {
        let mut command = cargo(verify.project);
        command.args(["test", "-p", "lanes", "--no-default-features", "--features"]);
        command.arg(format!("{},vendored", flavour.feature()));
        command.args(["--lib", "graphs"]).env("PROPTEST_CASES", cases);
        verify.command_step(
            &format!("random value graphs, {cases} cases [{flavour}]"),
            command,
            3600,
            &["test result"],
        );
    }
}
