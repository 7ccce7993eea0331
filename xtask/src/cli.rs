//! The command line, as clap reads it.

use crate::build::Product;
use crate::flavour::{Flavour, Selection};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Builds and tests Lanes.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Put the release builds into target/dist/<lua>: lanes.so (the module), lanes (the runner) and liblanes.a (for
    /// programs that embed Lua)
    Build(BuildOptions),
    /// Measure: the suite beside the recorded figures and the floor, scaling curves, memory; or the regression guard
    Bench(BenchOptions),
    /// Run every check; the last line of the output is `N passed, M failed`
    Test(TestOptions),
    /// Look for crashes, hangs, races and leaks (docs/RELIABILITY.md)
    Verify(VerifyOptions),
}

/// Options of `build`.
#[derive(Args)]
pub struct BuildOptions {
    /// The Luas to build for, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "all")]
    lua: Vec<Selection>,
    /// Build only these, separated by commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<Product>,
}

impl BuildOptions {
    /// What to build.
    pub fn products(&self) -> Vec<Product> {
        if self.only.is_empty() { Product::ALL.to_vec() } else { self.only.clone() }
    }

    /// The Luas asked for, each once.
    pub fn flavours(&self) -> Vec<Flavour> {
        Selection::expand(&self.lua)
    }
}

/// Options of `bench`.
#[derive(Args)]
pub struct BenchOptions {
    /// The Luas to measure with, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "lua5.4")]
    lua: Vec<Selection>,
    /// Run each metric so many times; medians are shown
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub runs: u16,
    /// Measure only these metrics, separated by commas
    #[arg(long, value_delimiter = ',')]
    pub metric: Vec<String>,
    /// Also measure the build in this directory (as `target/dist/<lua>` is laid out), in turn with ours
    #[arg(long, value_name = "DIR")]
    pub against: Option<std::path::PathBuf>,
    /// Aim at so many seconds for one measurement
    #[arg(long, default_value_t = 0.2)]
    pub seconds: f64,
    /// Also measure memory, and the scaling curves, which are drawn to docs/performance/*.svg
    #[arg(long)]
    pub curves: bool,
    /// Write all figures to this file as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<std::path::PathBuf>,
    /// Write the tables to this file too
    #[arg(long, value_name = "FILE")]
    pub tables: Option<std::path::PathBuf>,
    /// Measure what is in target/dist as it is
    #[arg(long)]
    pub no_build: bool,
    /// Count the instructions of the hottest paths instead, and fail if a bound is exceeded (needs valgrind)
    #[arg(long)]
    pub guard: bool,
    /// With --guard: record what is counted as the new bounds
    #[arg(long, requires = "guard")]
    pub record: bool,
}

impl BenchOptions {
    /// The Luas asked for, each once.
    pub fn flavours(&self) -> Vec<Flavour> {
        Selection::expand(&self.lua)
    }

    /// Whether this metric was asked for.
    pub fn wants(&self, metric: &str) -> bool {
        self.metric.is_empty() || self.metric.iter().any(|name| name == metric)
    }
}

/// Options of `test`.
#[derive(Args)]
pub struct TestOptions {
    /// The Luas to test with, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "all")]
    lua: Vec<Selection>,
    /// Run only these groups of steps, separated by commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<Group>,
    /// Run only the steps and Lua tests whose name contains this text
    #[arg(long, default_value = "")]
    filter: String,
    /// Fail when a stock interpreter is not on the PATH (lua5.5, which distributions rarely have, may be missing)
    #[arg(long)]
    pub require_stock: bool,
    /// How many Lua tests to run at a time [default: the number of processors]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Print the names of what would run, and run nothing
    #[arg(long)]
    pub list: bool,
}

impl TestOptions {
    /// The Luas asked for, each once.
    pub fn flavours(&self) -> Vec<Flavour> {
        Selection::expand(&self.lua)
    }

    /// Whether this group of steps was asked for.
    pub fn wants(&self, group: Group) -> bool {
        self.only.is_empty() || self.only.contains(&group)
    }

    /// Whether `--filter` lets this name through.
    pub fn matches(&self, name: &str) -> bool {
        name.contains(&self.filter)
    }
}

/// Options of `verify`.
#[derive(Args)]
pub struct VerifyOptions {
    /// The form that fits into every run of the checks: samples and small counts (this is the default)
    #[arg(long, conflicts_with = "full")]
    pub quick: bool,
    /// The whole of it, which takes hours
    #[arg(long)]
    pub full: bool,
    /// The Luas to verify, separated by commas, for the steps that are run on more than one
    #[arg(long, value_delimiter = ',', default_value = "all")]
    lua: Vec<Selection>,
    /// Run only these steps, separated by commas
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<VerifyStep>,
    /// What decides about samples and random programs; printed at the beginning [default: the day]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Seconds for the steps that run for a time, instead of their own
    #[arg(long)]
    pub seconds: Option<u64>,
    /// How many programs or tests to run at a time [default: about the number of processors]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

impl VerifyOptions {
    /// The Luas asked for, each once.
    pub fn flavours(&self) -> Vec<Flavour> {
        Selection::expand(&self.lua)
    }
}

/// The steps of `verify`, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum VerifyStep {
    /// Every way to end a program with lanes in every state
    Exits,
    /// Hosts that load and close, use several states and threads, and fork
    Hosts,
    /// Producers and consumers with limits, random cancels and collections: nothing is lost or doubled
    Stress,
    /// Many lanes, messages and keys: memory stays flat
    Soak,
    /// Random calls with random arguments
    Random,
    /// Memory that runs out at every single allocation
    Memory,
    /// The models of the channel, of a lane's life and of the timers under loom
    Loom,
    /// Larger models under shuttle's random schedules
    Shuttle,
    /// Random values and operations against models
    Properties,
    /// Packets under libFuzzer
    Fuzz,
    /// The Lua tests under AddressSanitizer and LeakSanitizer, Lua itself included
    Asan,
    /// The Lua tests under ThreadSanitizer, Lua itself included
    Tsan,
    /// The Lua tests under valgrind, in stock interpreters
    Valgrind,
}

/// The groups of steps that `--only` selects from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Group {
    /// Formatting
    Fmt,
    /// Lints, on every flavour
    Clippy,
    /// The documentation of the crates, without warnings
    Doc,
    /// The Rust tests inside the crates
    Unit,
    /// The models of the channel, of a lane's life and of the timers under loom
    Loom,
    /// The Rust tests of the runner's command line
    Cli,
    /// tests/lua/**/*.lua, in the runner and in stock interpreters
    Lua,
    /// tests/interop/*.lua, with the C modules beside them; the C program of examples/embed
    Interop,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn lists_are_separated_by_commas() {
        let cli = Cli::parse_from([
            "xtask",
            "test",
            "--lua",
            "luajit,lua5.1,luajit",
            "--only",
            "fmt,lua",
            "--filter",
            "x",
        ]);
        let Command::Test(options) = cli.command else { panic!("not the test command") };
        assert_eq!(options.flavours(), [Flavour::Lua51, Flavour::LuaJit]);
        assert!(options.wants(Group::Lua) && !options.wants(Group::Loom));
        assert!(options.matches("a x b") && !options.matches("a b"));
    }
}
