//! The C program of `examples/embed`: linked with the static library and the vendored Lua, then run.

use crate::build::Product;
use crate::flavour::Flavour;
use crate::interop::{compiler, finish, headers};
use crate::process;
use crate::project::Project;
use crate::report::{self, Failure, Report, announce, say};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// The program takes a fraction of a second.
const LIMIT: Duration = Duration::from_secs(60);

/// What reports call the step.
pub fn step_name(flavour: Flavour) -> String {
    format!("embed {flavour}")
}

/// Compiles, links and runs the program as a step of its own.
pub fn run(project: &Project, flavour: Flavour, report: &mut Report) {
    let name = step_name(flavour);
    announce(&name);
    let start = Instant::now();
    match embed(project, flavour) {
        Ok(()) => {
            say(&format!("ok ({})", report::seconds(start.elapsed())));
            report.pass(1);
        }
        Err(failure) => {
            say("failed");
            report.fail(&name, &failure, 1);
        }
    }
}

fn embed(project: &Project, flavour: Flavour) -> Result<(), Failure> {
    let lua = vendored_library(project, flavour)
        .ok_or_else(|| Failure::plain("the vendored Lua was not built: it comes with the runner"))?;
    let program = project.interop(flavour).join("embed-host");
    let mut command = compiler(project, "CC", "cc", &headers(project, flavour)?);
    command.args(["-std=gnu99", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-pthread", "-o"]);
    command.arg(&program).arg("examples/embed/host.c");
    command.arg(project.dist(flavour).join(Product::Static.file())).arg(lua);
    // What the Rust standard library and Lua need.
    finish(command.args(["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"]))?;
    let finished = process::run(Command::new(&program).env("LANES_CHECK_LIVE", "1"), LIMIT)
        .map_err(|error| Failure::plain(format!("{} does not start: {error}", program.display())))?;
    if let Some(failure) = Failure::unless_exited(&finished, 0) {
        return Err(failure);
    }
    let said = (1..=2).all(|n| finished.stdout.contains(&format!("host {n}: C sent 5050 in all")));
    if said {
        Ok(())
    } else {
        Err(Failure { output: finished.output(), ..Failure::plain("says something else") })
    }
}

/// The library that the last build of the runner compiled Lua into.
fn vendored_library(project: &Project, flavour: Flavour) -> Option<PathBuf> {
    let file = format!("lib{}.a", flavour.name());
    let builds = fs::read_dir(project.target.join("release/build")).ok()?;
    let found = builds.filter_map(|entry| {
        let path = entry.ok()?.path().join("out/lib").join(&file);
        Some((path.metadata().ok()?.modified().ok()?, path))
    });
    found.max().map(|(_, path)| path)
}
