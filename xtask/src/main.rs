//! `cargo xtask`: builds the module and the runner for every Lua, and runs every check of the project.
//!
//! Nothing here is shipped. The modules, from the bottom up: `process` runs a command under a deadline; `flavour`
//! and `project` say what there is and where; `cargo`, `build`, `stock`, `script` and `manual` are the steps; `report` counts;
//! `test` puts them together. `verify` is what looks for crashes, hangs, races and leaks; `bench` measures.

mod bench;
mod build;
mod cargo;
mod cli;
mod embed;
mod flavour;
mod interop;
mod manual;
mod process;
mod project;
mod report;
mod script;
mod stock;
mod test;
mod verify;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    process::install_interrupt_handlers();
    let project = project::Project::find();
    let ok = match cli::Cli::parse().command {
        cli::Command::Bench(options) => bench::command(&project, &options),
        cli::Command::Build(options) => build::command(&project, &options),
        cli::Command::Test(options) => test::command(&project, &options),
        cli::Command::Verify(options) => verify::command(&project, &options),
    };
    match ok {
        _ if process::interrupted() => ExitCode::from(130),
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
