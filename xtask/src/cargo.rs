//! The steps that are one cargo call each: formatting, lints, Rust tests.
//!
//! The crates are built one flavour at a time, because mlua-sys is compiled for exactly one Lua and links it in one
//! way: `module` (lanes-module) excludes `vendored` (lanes-cli, and the tests of lanes). All calls share one target
//! directory, so that what does not depend on the Lua is compiled once.

use crate::cli::Group;
use crate::flavour::Flavour;
use crate::process::{self, End, Finished};
use crate::project::Project;
use crate::report::{self, Failure, Report, announce, say};
use std::env;
use std::process::Command;
use std::time::Duration;

/// Compiling may take long on a small machine, but not for ever.
const COMPILE_LIMIT: Duration = Duration::from_secs(45 * 60);

/// The Rust tests of one crate take seconds; more is a hang. (libtest names those that run over a minute.)
const TEST_LIMIT: Duration = Duration::from_secs(5 * 60);

/// What libtest says of a test that may be hanging.
const SLOW_TEST: &str = " has been running for over 60 seconds";

/// One cargo call, or two for tests: compiling them is not under the deadline of running them.
pub struct Step {
    /// What reports call it.
    pub name: String,
    /// What `--only` calls it.
    pub group: Group,
    kind: Kind,
    /// Everything after `cargo`, up to a `--`.
    arguments: Vec<String>,
    /// What follows a `--`.
    trailing: &'static [&'static str],
    /// Whether everything is compiled with `--cfg loom`.
    loom: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Passes when cargo does; counts as one.
    Check,
    /// Runs tests, which are counted one by one.
    Tests,
}

impl Step {
    fn new(name: String, group: Group, kind: Kind, arguments: &str) -> Self {
        let arguments = arguments.split_whitespace().map(str::to_owned).collect();
        Self { name, group, kind, arguments, trailing: &[], loom: false }
    }

    fn clippy(subject: &str, arguments: &str) -> Self {
        let arguments = format!("clippy {arguments} --all-targets");
        let step = Self::new(format!("clippy {subject}"), Group::Clippy, Kind::Check, &arguments);
        Self { trailing: &["-D", "warnings"], ..step }
    }

    fn tests(group: Group, name: String, arguments: &str) -> Self {
        Self::new(name, group, Kind::Tests, &format!("test {arguments}"))
    }

    /// Runs the step and reports on it.
    pub fn run(&self, project: &Project, report: &mut Report) {
        announce(&self.name);
        if matches!(self.arguments[0].as_str(), "fmt" | "clippy") && !self.is_installed(project) {
            say(&format!("skipped: cargo {} is not installed", self.arguments[0]));
            return;
        }
        match self.execute(project) {
            Ok((finished, counts)) => self.conclude(&finished, &counts, report),
            Err(failure) => {
                say("failed");
                report.fail(&self.name, &failure, 1);
            }
        }
    }

    /// Formatting and lints are programs of their own, which a machine that only builds may lack.
    fn is_installed(&self, project: &Project) -> bool {
        if self.group == Group::Doc {
            return true;
        }
        let mut command = cargo(project);
        command.args([self.arguments[0].as_str(), "--version"]);
        process::run(&mut command, COMPILE_LIMIT).is_ok_and(|finished| finished.end == End::Exited(0))
    }

    fn execute(&self, project: &Project) -> Result<(Finished, Counts), Failure> {
        let cannot = |error| Failure::plain(format!("cargo does not start: {error}"));
        let mut limit = COMPILE_LIMIT;
        if self.kind == Kind::Tests {
            let compiled = process::run(self.command(project).arg("--no-run"), limit).map_err(cannot)?;
            if let Some(failure) = Failure::unless_exited(&compiled, 0) {
                return Err(failure);
            }
            limit = TEST_LIMIT;
        }
        let mut command = self.command(project);
        if !self.trailing.is_empty() {
            command.arg("--").args(self.trailing);
        }
        let finished = process::run(&mut command, limit).map_err(cannot)?;
        let counts = Counts::read(&finished.stdout);
        Ok((finished, counts))
    }

    fn conclude(&self, finished: &Finished, counts: &Counts, report: &mut Report) {
        let took = report::seconds(finished.took);
        let Some(mut failure) = Failure::unless_exited(finished, 0) else {
            let count = if self.kind == Kind::Tests { counts.passed } else { 1 };
            match self.kind {
                Kind::Tests => say(&format!("ok, {count} tests ({took})")),
                Kind::Check => say(&format!("ok ({took})")),
            }
            if self.loom && count == 0 {
                report.fail(&self.name, &Failure::plain("no model was found to run"), 1);
            }
            report.pass(count);
            return;
        };
        say("failed");
        if finished.end == End::TimedOut {
            name_the_hanging(&mut failure, &finished.stdout);
        }
        report.pass(counts.passed);
        report.fail(&self.name, &failure, counts.failed.max(1));
    }

    fn command(&self, project: &Project) -> Command {
        let mut command = cargo(project);
        command.args(&self.arguments);
        if self.loom {
            let flags = env::var("RUSTFLAGS").unwrap_or_default();
            command.env("RUSTFLAGS", format!("{flags} --cfg loom").trim());
            command.env("CARGO_TARGET_DIR", project.target.join("loom"));
        }
        command
    }
}

/// The cargo that runs us, in the root, building where [`Project::target`] says.
pub fn cargo(project: &Project) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(&project.root)
        .env("CARGO_TARGET_DIR", &project.target)
        .env("CARGO_TERM_COLOR", "never");
    // What cargo told us about our own package is not about those that are built now.
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command
}

/// All steps for these flavours, in the order in which they run: quick answers first.
pub fn steps(flavours: &[Flavour]) -> Vec<Step> {
    let mut steps = vec![Step {
        trailing: &["--check"],
        ..Step::new("fmt".to_owned(), Group::Fmt, Kind::Check, "fmt --all")
    }];
    steps.push(Step::clippy("linda, xtask", "-p linda -p xtask"));
    for flavour in flavours {
        let features = format!("--no-default-features --features {}", flavour.feature());
        // lanes gets `vendored` from lanes-cli here, which its test targets need to link.
        steps.push(Step::clippy(
            &format!("lanes, lanes-cli {flavour}"),
            &format!("-p lanes -p lanes-cli {features}"),
        ));
        steps.push(Step::clippy(&format!("lanes-module {flavour}"), &format!("-p lanes-module {features}")));
    }
    for arguments in ["-p linda", "-p lanes --no-default-features --features lua54,vendored"] {
        let name = format!("doc {}", arguments.split_whitespace().nth(1).unwrap_or_default());
        let step = Step::new(name, Group::Doc, Kind::Check, &format!("rustdoc --lib {arguments}"));
        steps.push(Step { trailing: &["-D", "warnings"], ..step });
    }
    for package in ["linda", "xtask"] {
        steps.push(Step::tests(Group::Unit, format!("unit {package}"), &format!("-p {package}")));
    }
    for flavour in flavours {
        let arguments = format!("-p lanes --no-default-features --features {},vendored", flavour.feature());
        steps.push(Step::tests(Group::Unit, format!("unit lanes {flavour}"), &arguments));
    }
    // One Lua is enough for what mlua adds, which is thin.
    if let Some(flavour) = flavours.iter().find(|one| **one == Flavour::Lua54).or_else(|| flavours.first()) {
        let arguments =
            format!("-p lanes --no-default-features --features {},vendored,mlua", flavour.feature());
        let check = |name: &str, command: &str| {
            Step::new(
                format!("{name} {flavour}"),
                Group::Unit,
                Kind::Check,
                &format!("{command} {arguments}"),
            )
        };
        steps.push(Step::clippy(&format!("lanes with mlua {flavour}"), &arguments));
        steps.push(Step::tests(
            Group::Unit,
            format!("unit lanes with mlua {flavour}"),
            &format!("--test mlua {arguments}"),
        ));
        steps.push(check("doc tests lanes", "test --doc"));
        steps.push(check("example embed", "run --example embed"));
    }
    for flavour in flavours {
        let arguments = format!("-p lanes-cli --no-default-features --features {}", flavour.feature());
        steps.push(Step::tests(Group::Cli, format!("cli {flavour}"), &arguments));
    }
    // Only these: what else there is in the crate has nothing to do under loom, where no lock works outside a model.
    let models = Step::tests(Group::Loom, "loom linda".to_owned(), "-p linda --release --test loom");
    steps.push(Step { loom: true, ..models });
    steps
}

/// The sums of libtest's `test result:` lines: one cargo call runs several test programs.
#[derive(Default, PartialEq, Eq, Debug)]
struct Counts {
    passed: usize,
    failed: usize,
}

impl Counts {
    fn read(stdout: &str) -> Self {
        let mut sum = Self::default();
        for line in stdout.lines().filter(|line| line.starts_with("test result: ")) {
            let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
            for pair in words.windows(2) {
                let number = pair[0].parse().unwrap_or(0);
                match pair[1] {
                    "passed" => sum.passed += number,
                    "failed" => sum.failed += number,
                    _ => {}
                }
            }
        }
        sum
    }
}

/// Adds to a failure the tests that libtest announced as slow and never as over.
fn name_the_hanging(failure: &mut Failure, stdout: &str) {
    let slow = stdout.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(SLOW_TEST));
    let over = |name: &&str| {
        let prefix = format!("test {name} ... ");
        stdout.lines().any(|line| line.starts_with(&prefix))
    };
    let hanging: Vec<&str> = slow.filter(|name| !over(name)).collect();
    if !hanging.is_empty() {
        failure.reason = format!("{}; hanging: {}", failure.reason, hanging.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_programs_are_added() {
        let stdout = "test a ... ok\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(Counts::read(stdout), Counts { passed: 15, failed: 2 });
    }

    #[test]
    fn hanging_tests_are_named() {
        let mut failure = Failure::plain("killed");
        let stdout = "test quick ... ok\n\
            test slow has been running for over 60 seconds\n\
            test stuck::one has been running for over 60 seconds\n\
            test slow ... ok\n";
        name_the_hanging(&mut failure, stdout);
        assert_eq!(failure.reason, "killed; hanging: stuck::one");
    }

    #[test]
    fn every_flavour_has_its_steps() {
        let names: Vec<String> = steps(&[Flavour::LuaJit]).into_iter().map(|step| step.name).collect();
        for name in [
            "fmt",
            "clippy lanes-module luajit",
            "doc lanes",
            "unit lanes luajit",
            "cli luajit",
            "loom linda",
        ] {
            assert!(names.iter().any(|known| known == name), "{name} is missing from {names:?}");
        }
    }
}
