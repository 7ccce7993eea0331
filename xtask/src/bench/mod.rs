//! `cargo xtask bench`: the suite of `benches/`, one process a measurement, medians beside what was recorded of the
//! original and its peers, and beside the floor program run in the same minute.
//!
//! Machines drift and are shared: an absolute figure says little, a ratio of two things measured in turn says much. So
//! every metric that has a floor is run in turn with it, `--against` runs two builds in turn, and what was recorded
//! elsewhere is corrected by the speed of plain Lua here and there.

mod curves;
mod floor;
mod guard;
mod json;
mod reference;
mod suite;
mod svg;
mod table;

use crate::build::{self, Product};
use crate::cli::BenchOptions;
use crate::flavour::Flavour;
use crate::project::Project;
use crate::report::{Report, say};
use crate::stock::Stock;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Something that can run a script with Lanes.
pub struct Host {
    program: PathBuf,
    /// Where the module is, for an interpreter that has none built in.
    module: Option<PathBuf>,
    /// Run it on one core.
    on_one_core: bool,
}

impl Host {
    /// The stock interpreter with the module of `dir`, or the runner in `dir` where none is installed.
    fn new(flavour: Flavour, dir: &Path) -> Self {
        match Stock::look_up(flavour).found {
            Ok(stock) => Self { program: stock.program, module: Some(dir.to_path_buf()), on_one_core: false },
            Err(_) => Self { program: dir.join(Product::Runner.file()), module: None, on_one_core: false },
        }
    }

    /// The same, kept to one core.
    fn on_one_core(&self) -> Self {
        Self { program: self.program.clone(), module: self.module.clone(), on_one_core: true }
    }

    /// The start of its command line.
    fn command(&self) -> Command {
        if !self.on_one_core {
            return Command::new(&self.program);
        }
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(&self.program);
        command
    }

    /// What reports call it.
    fn describe(&self) -> String {
        match &self.module {
            Some(dir) => format!("{} with the module in {}", self.program.display(), dir.display()),
            None => self.program.display().to_string(),
        }
    }
}

/// One figure.
pub struct Figure {
    /// The metric.
    pub name: String,
    /// What it counts.
    pub unit: String,
    /// One for each run.
    pub values: Vec<f64>,
}

impl Figure {
    /// The middle one.
    pub fn median(&self) -> f64 {
        median(&self.values)
    }

    /// Whether less is better.
    pub fn is_lower_better(&self) -> bool {
        is_lower_better(&self.unit)
    }
}

/// Whether less of this unit is better.
pub fn is_lower_better(unit: &str) -> bool {
    matches!(unit, "us" | "ns" | "ms" | "ms late" | "us/lane" | "kB/lane" | "bytes" | "kB" | "MB")
}

/// The middle value; NaN of none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// The command: true if everything was measured (and, for the guard, nothing got slower).
pub fn command(project: &Project, options: &BenchOptions) -> bool {
    let mut report = Report::default();
    if options.guard {
        guard::run(project, options, &mut report);
        return report.finish();
    }
    let mut tables = machine();
    let mut all = Vec::new();
    for flavour in options.flavours() {
        if !options.no_build && !build_one(project, flavour, &mut report) {
            continue;
        }
        let ours = Host::new(flavour, &project.dist(flavour));
        let theirs = options.against.as_deref().map(|dir| Host::new(flavour, dir));
        say(&format!("\n{flavour}: {}", ours.describe()));
        let measured = suite::measure(project, options, flavour, &ours, theirs.as_ref(), &mut report);
        let _ = writeln!(tables, "## {flavour}\n\n{}", table::suite(&measured));
        let mut figures = measured.figures();
        if options.curves {
            let (text, more) = curves::measure(project, options, flavour, &ours, &mut report);
            tables.push_str(&text);
            figures.extend(more);
        }
        all.push((flavour, figures));
    }
    let wanted = [(&options.tables, tables), (&options.json, json::text(&all))];
    for (file, text) in wanted {
        if let Some(file) = file
            && let Err(error) = fs::write(file, text)
        {
            let failure = crate::report::Failure::plain(error.to_string());
            report.fail(&file.display().to_string(), &failure, 1);
        }
    }
    report.finish()
}

/// What this was measured on, as a line of text.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpuinfo = read("/proc/cpuinfo");
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("unknown processor", |(_, name)| name.trim());
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    format!("{model}, {cores} cores, Linux {}, load {load} when it began.\n\n", kernel.trim())
}

fn build_one(project: &Project, flavour: Flavour, report: &mut Report) -> bool {
    Product::ALL.into_iter().all(|product| build::run(project, flavour, product, report))
}
