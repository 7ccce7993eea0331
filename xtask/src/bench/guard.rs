//! The regression guard: how many instructions the hottest paths take, counted by callgrind, against recorded bounds.
//!
//! Unlike time, that does not depend on the machine or on what else runs there. What could differ is kept equal: one
//! thread, fixed Lua code, the runner with its own Lua, and the C library told not to choose its copying loops by what the
//! processor can do. What is left is the seeds of hash tables, which are worth a percent: a path that seems to have become
//! slower is counted again, and the least counts.

use crate::build::{self, Product};
use crate::cli::BenchOptions;
use crate::flavour::Flavour;
use crate::process;
use crate::project::Project;
use crate::report::{Failure, Report, announce, say};
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Duration;

/// The Lua that is counted with.
const FLAVOUR: Flavour = Flavour::Lua54;
/// Where the bounds are.
const BOUNDS: &str = "benches/guard.tsv";
/// The paths of `benches/guard.lua`, and how often each is done for a count. Rates are from the difference of two counts,
/// so that what comes before the first does not matter.
const PATHS: &[(&str, u32)] = &[
    ("integer", 2000),
    ("short_string", 2000),
    ("kilobyte", 2000),
    ("batch", 1000),
    ("set_get", 2000),
    ("nothing_there", 2000),
    ("array", 50),
    ("map", 100),
    ("objects", 50),
    ("closure", 300),
    ("atomic", 2000),
    ("lock", 2000),
];
/// How much more than recorded is let pass, in percent.
const ROOM: f64 = 5.0;
/// How often a path is counted before it is called slower.
const ATTEMPTS: usize = 3;
/// Longer than one count takes.
const LIMIT: Duration = Duration::from_secs(60);

/// Counts every path and compares it with its bound, or records it.
pub fn run(project: &Project, options: &BenchOptions, report: &mut Report) {
    if !options.no_build && !build::run(project, FLAVOUR, Product::Runner, report) {
        return;
    }
    let file = project.root.join(BOUNDS);
    let bounds = fs::read_to_string(&file).unwrap_or_default();
    let mut recorded = String::from("# Instructions a time, by `cargo xtask bench --guard --record`.\n");
    for (path, times) in PATHS.iter().filter(|(path, _)| options.wants(path)) {
        announce(&format!("guard {path}"));
        let bound = if options.record { None } else { bound(&bounds, path) };
        match least(project, path, *times, bound) {
            Ok(count) => {
                let _ = writeln!(recorded, "{path}\t{count:.0}");
                judge(path, count, bound, options.record, report);
            }
            Err(failure) => {
                say("failed");
                report.fail(&format!("guard {path}"), &failure, 1);
            }
        }
    }
    if options.record
        && let Err(error) = fs::write(&file, recorded)
    {
        report.fail(BOUNDS, &Failure::plain(error.to_string()), 1);
    }
}

fn judge(path: &str, count: f64, bound: Option<f64>, recording: bool, report: &mut Report) {
    let shown = bound.map_or_else(String::new, |bound| {
        format!(", {:+.1} % of the recorded {bound:.0}", (count / bound - 1.0) * 100.0)
    });
    let is_slower = bound.is_some_and(|bound| count > bound * (1.0 + ROOM / 100.0));
    if is_slower || (bound.is_none() && !recording) {
        say("failed");
        let reason = if is_slower { "more than the room of 5 %" } else { "no bound was recorded" };
        let failure = Failure::plain(format!("{count:.0} instructions{shown}: {reason}"));
        report.fail(&format!("guard {path}"), &failure, 1);
    } else {
        say(&format!("{count:.0} instructions{shown}"));
        report.pass(1);
    }
}

/// The recorded count of a path.
fn bound(bounds: &str, path: &str) -> Option<f64> {
    bounds.lines().find_map(|line| line.strip_prefix(path)?.strip_prefix('\t')?.parse().ok())
}

/// The least of a few counts; one is enough if it is within its bound, two do to record it.
fn least(project: &Project, path: &str, times: u32, bound: Option<f64>) -> Result<f64, Failure> {
    let mut least = f64::INFINITY;
    for attempt in 0..ATTEMPTS {
        let before = count(project, path, times / 10)?;
        let after = count(project, path, times / 10 + times)?;
        least = least.min((after - before) / f64::from(times));
        let is_within = bound.is_some_and(|bound| least <= bound * (1.0 + ROOM / 100.0));
        if is_within || (bound.is_none() && attempt == 1) {
            break;
        }
    }
    Ok(least)
}

/// All instructions of a process that does a path so many times.
fn count(project: &Project, path: &str, times: u32) -> Result<f64, Failure> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(project.dist(FLAVOUR).join(Product::Runner.file()));
    command.args(["benches/guard.lua", path, &times.to_string()]).current_dir(&project.root);
    command.env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-ERMS,-FSRM");
    let finished = process::run(&mut command, LIMIT)
        .map_err(|error| Failure::plain(format!("valgrind does not start: {error}")))?;
    if let Some(failure) = Failure::unless_exited(&finished, 0) {
        return Err(failure);
    }
    collected(&finished.stderr).ok_or_else(|| Failure::plain("valgrind gave no count"))
}

/// The count in callgrind's last lines.
fn collected(output: &str) -> Option<f64> {
    output.lines().rev().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_found() {
        assert_eq!(collected("==1== Events    : Ir\n==1== Collected : 4478315\n==1==\n"), Some(4_478_315.0));
        assert_eq!(collected("nothing"), None);
    }

    #[test]
    fn every_path_has_a_bound() {
        let bounds = fs::read_to_string(Project::find().root.join(BOUNDS)).expect("bounds are recorded");
        for (path, _) in PATHS {
            assert!(bound(&bounds, path).is_some(), "{path}");
        }
    }
}
