//! The C modules of `tests/interop`: compiled for each Lua with the headers of the vendored one, so that nothing has to be
//! installed; stock interpreters of the same version load them too. The Lua scripts beside them are tests like any other.

use crate::cargo::cargo;
use crate::flavour::Flavour;
use crate::process::{self, End};
use crate::project::Project;
use crate::report::{self, Failure, Report, announce, say};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// One C file is compiled in a second or two.
const LIMIT: Duration = Duration::from_secs(120);

/// What reports call the step.
pub fn step_name(flavour: Flavour) -> String {
    format!("interop modules {flavour}")
}

/// Compiles all modules for one Lua as a step of its own; true if they are in their place.
pub fn run(project: &Project, flavour: Flavour, report: &mut Report) -> bool {
    let name = step_name(flavour);
    announce(&name);
    let start = Instant::now();
    match build(project, flavour) {
        Ok(()) => {
            say(&format!("ok ({})", report::seconds(start.elapsed())));
            report.pass(1);
            true
        }
        Err(failure) => {
            say("failed");
            report.fail(&name, &failure, 1);
            false
        }
    }
}

fn build(project: &Project, flavour: Flavour) -> Result<(), Failure> {
    let lua = headers(project, flavour)?;
    let out = project.interop(flavour);
    fs::create_dir_all(&out).map_err(|error| Failure::plain(format!("{}: {error}", out.display())))?;
    let sources = fs::read_dir(project.interop_tests())
        .map_err(|error| Failure::plain(format!("tests/interop cannot be read: {error}")))?;
    let mut sources: Vec<PathBuf> = sources.filter_map(|entry| Some(entry.ok()?.path())).collect();
    sources.sort();
    for source in sources {
        match source.extension().and_then(|extension| extension.to_str()) {
            Some("c") => compile(project, &lua, &source, &out)?,
            Some("cpp") => check_cpp(project, &lua, &source)?,
            _ => {}
        }
    }
    Ok(())
}

/// Compiles a module.
fn compile(project: &Project, lua: &Path, source: &Path, out: &Path) -> Result<(), Failure> {
    let name = source.file_stem().unwrap_or_default();
    let mut command = compiler(project, "CC", "cc", lua);
    command.args(["-std=gnu99", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-fPIC", "-pthread"]);
    command.arg(if cfg!(target_os = "macos") { "-bundle" } else { "-shared" });
    if cfg!(target_os = "macos") {
        command.args(["-undefined", "dynamic_lookup"]);
    }
    finish(command.arg("-o").arg(out.join(name).with_extension("so")).arg(source))
}

/// Compiles a C++ file for its warnings alone, by the oldest and the newest standard.
fn check_cpp(project: &Project, lua: &Path, source: &Path) -> Result<(), Failure> {
    for standard in ["c++98", "c++20"] {
        let mut command = compiler(project, "CXX", "c++", lua);
        command.arg(format!("-std={standard}"));
        command.args([
            "-fsyntax-only",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Wshadow",
            "-Wconversion",
            "-Werror",
        ]);
        finish(command.arg(source))?;
    }
    Ok(())
}

/// A compiler that finds Lua's headers and ours, the latter as `<lanes/deep.h>` and as `"deep.h"`.
pub fn compiler(project: &Project, variable: &str, default: &str, lua: &Path) -> Command {
    let mut command = Command::new(env::var_os(variable).unwrap_or_else(|| default.into()));
    command.current_dir(&project.root).arg("-isystem").arg(lua);
    command.args(["-Iinclude", "-Iinclude/lanes"]);
    command
}

pub fn finish(command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let finished = process::run(command, LIMIT)
        .map_err(|error| Failure::plain(format!("{program} does not start: {error}")))?;
    Failure::unless_exited(&finished, 0).map_or(Ok(()), Err)
}

/// The directory with the headers of the vendored Lua: in the sources that mlua-sys compiles.
pub fn headers(project: &Project, flavour: Flavour) -> Result<PathBuf, Failure> {
    let mut command = cargo(project);
    let finished = process::run(command.args(["metadata", "--format-version", "1"]), LIMIT)
        .map_err(|error| Failure::plain(format!("cargo does not start: {error}")))?;
    if finished.end != End::Exited(0) {
        return Err(Failure { output: finished.output(), ..Failure::plain("cargo metadata fails") });
    }
    let (package, inside) = flavour.sources();
    let found = manifests(&finished.stdout).find_map(|manifest| {
        let dir = Path::new(manifest).parent()?;
        let ours = dir.file_name()?.to_str()?.starts_with(package);
        // The directory below it carries the release in its name.
        let candidates = fs::read_dir(dir).ok().filter(|_| ours)?;
        candidates
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(inside)))
            .map(|path| if flavour == Flavour::LuaJit { path.join("src") } else { path })
    });
    found
        .filter(|path| path.join("lua.h").exists())
        .ok_or_else(|| Failure::plain(format!("the sources of {flavour} are not among the dependencies")))
}

/// The manifest paths in what `cargo metadata` prints.
fn manifests(metadata: &str) -> impl Iterator<Item = &str> {
    metadata.split("\"manifest_path\":\"").skip(1).filter_map(|rest| rest.split('"').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_for_every_flavour() {
        for flavour in Flavour::ALL {
            let found = headers(&Project::find(), flavour);
            assert!(found.is_ok(), "{flavour}");
        }
    }
}
