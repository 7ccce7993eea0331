//! The release builds: the module and the runner of each Lua, put where people look for them.

use crate::cargo::cargo;
use crate::cli::BuildOptions;
use crate::flavour::Flavour;
use crate::process;
use crate::project::Project;
use crate::report::{self, Failure, Report, announce, say};
use clap::ValueEnum;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Longer than any machine that can run Lua takes.
const LIMIT: Duration = Duration::from_secs(45 * 60);

/// The things that are built for each Lua.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Product {
    /// `lanes.so`, loaded by a stock interpreter.
    Module,
    /// `lanes`, an interpreter of its own.
    Runner,
    /// `liblanes.a`, for programs that embed Lua.
    Static,
}

impl Product {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Module, Self::Runner, Self::Static];
    /// What runs Lua programs.
    pub const HOSTS: [Self; 2] = [Self::Module, Self::Runner];

    fn package(self) -> &'static str {
        match self {
            Self::Module | Self::Static => "lanes-module",
            Self::Runner => "lanes-cli",
        }
    }

    /// The file that cargo leaves in its release directory.
    fn artifact(self) -> String {
        match self {
            Self::Module => format!("{DLL_PREFIX}lanes{DLL_SUFFIX}"),
            Self::Runner => "lanes".to_owned(),
            Self::Static => "liblanes.a".to_owned(),
        }
    }

    /// The file's name in `target/dist/<lua>`. (Lua looks for `.so` on macOS too.)
    pub fn file(self) -> &'static str {
        match self {
            Self::Module => "lanes.so",
            Self::Runner => "lanes",
            Self::Static => "liblanes.a",
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Module => "module",
            Self::Runner => "runner",
            Self::Static => "static library",
        })
    }
}

/// `cargo xtask build`: true if everything was built.
pub fn command(project: &Project, options: &BuildOptions) -> bool {
    let mut report = Report::default();
    for flavour in options.flavours() {
        for product in options.products() {
            if process::interrupted() {
                return false;
            }
            run(project, flavour, product, &mut report);
        }
    }
    report.finish()
}

/// Builds one thing as a step of its own; true if it is in its place.
pub fn run(project: &Project, flavour: Flavour, product: Product, report: &mut Report) -> bool {
    let name = step_name(flavour, product);
    announce(&name);
    match build(project, flavour, product) {
        Ok(took) => {
            say(&format!("ok ({})", report::seconds(took)));
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

/// What reports call the step.
pub fn step_name(flavour: Flavour, product: Product) -> String {
    format!("build {product} {flavour}")
}

fn build(project: &Project, flavour: Flavour, product: Product) -> Result<Duration, Failure> {
    let mut command = cargo(project);
    // A crate type of its own: the module and the static library are linked by different rules.
    command.arg(if product == Product::Static { "rustc" } else { "build" });
    command.args(["--release", "-p", product.package(), "--no-default-features", "--features"]);
    command.arg(flavour.feature());
    if product == Product::Static {
        command.args(["--lib", "--crate-type", "staticlib"]);
    }
    let finished = process::run(&mut command, LIMIT)
        .map_err(|error| Failure::plain(format!("cargo does not start: {error}")))?;
    if let Some(failure) = Failure::unless_exited(&finished, 0) {
        return Err(failure);
    }
    let built = project.target.join("release").join(product.artifact());
    let place = project.dist(flavour).join(product.file());
    install(&built, &place)
        .and_then(|()| if product == Product::Module { link_core(&place) } else { Ok(()) })
        .map_err(|error| Failure::plain(format!("{} to {}: {error}", built.display(), place.display())))?;
    Ok(finished.took)
}

/// Gives the module the other name that `require "lanes_core"` looks for. A link, not a copy: two copies in one process
/// would be two libraries that know nothing of each other.
fn link_core(module: &Path) -> io::Result<()> {
    let link = module.with_file_name("lanes_core.so");
    match fs::remove_file(&link) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::os::unix::fs::symlink(module.file_name().unwrap_or_default(), link)
}

/// Copies through a rename: a program that has the old file mapped keeps the old file.
fn install(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(dir) = to.parent() {
        fs::create_dir_all(dir)?;
    }
    let fresh = to.with_extension("new");
    fs::copy(from, &fresh)?;
    fs::rename(&fresh, to)
}
