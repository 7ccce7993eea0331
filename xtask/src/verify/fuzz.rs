//! libFuzzer on packets (`fuzz/`), with AddressSanitizer, by the stable compiler: what cargo-fuzz tells a nightly one is told
//! by `RUSTC_BOOTSTRAP` and the flags of the coverage pass.

use super::sanitize::{ADDRESS, TARGET};
use super::{Verify, processors};
use crate::cargo::cargo;
use crate::process;
use crate::report::{Failure, announce, say};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// Counters for libFuzzer in all Rust code, and what is compared with what.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// How long one input may take.
const INPUT_LIMIT: u64 = 120;

/// The step.
pub fn run(verify: &mut Verify<'_>) {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        say("skipped: only on Linux on x86-64");
        return;
    }
    announce("build fuzz target packets");
    match build(verify) {
        Ok(program) => {
            say("ok");
            verify.report.pass(1);
            let failure = fuzz(verify, &program).err();
            verify.conclude("fuzz packets", failure);
        }
        Err(failure) => {
            say("failed");
            verify.report.fail("build fuzz target packets", &failure, 1);
        }
    }
}

fn build(verify: &Verify<'_>) -> Result<PathBuf, Failure> {
    let target = verify.project.target.join("fuzz");
    let mut command = cargo(verify.project);
    command.args([
        "build",
        "--release",
        "--locked",
        "--target",
        TARGET,
        "--manifest-path",
        "fuzz/Cargo.toml",
    ]);
    command.env("CARGO_TARGET_DIR", &target);
    ADDRESS.instrument(&mut command, COVERAGE);
    finish(&mut command, Duration::from_secs(1800))?;
    Ok(target.join(TARGET).join("release/packets"))
}

/// Goes on from the corpus of earlier runs. An input that is found is left beside it.
fn fuzz(verify: &Verify<'_>, program: &PathBuf) -> Result<(), Failure> {
    let corpus = verify.project.target.join("fuzz/corpus/packets");
    std::fs::create_dir_all(&corpus)
        .map_err(|error| Failure::plain(format!("{}: {error}", corpus.display())))?;
    let seconds = verify.seconds(30, 3600);
    let mut command = Command::new(program);
    command.current_dir(&verify.project.root).arg(&corpus);
    command.args([format!("-max_total_time={seconds}"), format!("-timeout={INPUT_LIMIT}")]);
    command.arg(format!("-seed={}", verify.seed % u64::from(u32::MAX)));
    command.arg(format!("-artifact_prefix={}/", verify.project.target.join("fuzz").display()));
    let jobs = verify.jobs(processors());
    // Leaks are for the tests, which count: libFuzzer would look through all memory after each input.
    command.args(["-max_len=512".to_owned(), "-detect_leaks=0".to_owned(), format!("-fork={jobs}")]);
    command.env("ASAN_OPTIONS", "detect_leaks=0:allocator_may_return_null=1");
    let output = finish(&mut command, Duration::from_secs(2 * seconds + 10 * INPUT_LIMIT))?;
    if let Some(line) = output.lines().rev().find(|line| line.contains(" cov: ")) {
        say(&format!("  {}", line.trim()));
    }
    Ok(())
}

/// Runs a command that has to succeed; gives its output.
fn finish(command: &mut Command, limit: Duration) -> Result<String, Failure> {
    let finished =
        process::run(command, limit).map_err(|error| Failure::plain(format!("does not start: {error}")))?;
    Failure::unless_exited(&finished, 0).map_or_else(|| Ok(finished.output()), Err)
}
