//! Which metrics there are, and measuring them.

use super::floor::Floor;
use super::reference::Reference;
use super::{Figure, Host, median};
use crate::cli::BenchOptions;
use crate::flavour::Flavour;
use crate::process::{self, End};
use crate::project::Project;
use crate::report::{Failure, Report, say};
use std::time::Duration;

/// Scripts, and the metrics that each is asked for.
const SCRIPTS: &[(&str, &str)] = &[
    ("spawn", "spawn_join_nolibs spawn_join_base spawn_join_all spawn_many_alive"),
    (
        "linda",
        "linda_selfsend_small linda_set_get_small linda_count_small linda_receive_timeout0 linda_create \
         pingpong_latency",
    ),
    ("stream", "stream_small stream_batched stream_limited fan_in"),
    ("strings", "string_1k string_64k string_1m"),
    (
        "tables",
        "table_array table_array_xlane table_map table_map_xlane table_nested table_nested_xlane table_objects \
         table_objects_xlane func_upvalues func_upvalues_xlane",
    ),
    ("contention", "contention_same_linda contention_many_lindas herd"),
    ("sync", "atomic_inc lock_handoff atomic_inc_1 lock_1 cancel_latency fib_parallel_speedup"),
    ("timers", "timer_many"),
];

/// Plain Lua without any lanes, for the speed of the machine.
const BASELINE: [&str; 4] = [
    "inter_state_baseline_table_array",
    "inter_state_baseline_table_map",
    "inter_state_baseline_table_nested",
    "inter_state_baseline_table_objects",
];

/// Longer than any metric takes.
const LIMIT: Duration = Duration::from_secs(120);

/// One metric as it was measured.
pub struct Row {
    /// The figures.
    pub figure: Figure,
    /// Ours over theirs run in turn, more than one being better; one for each run.
    pub against: Vec<f64>,
    /// Ours over the floor run in turn, more than one being better than the floor; one for each run.
    pub floor: Vec<f64>,
    /// Ours over the original's, corrected.
    pub original: Option<f64>,
    /// Ours over the best peer's, corrected, and which that is.
    pub peer: Option<(f64, String)>,
    /// Ours over the target, corrected.
    pub target: Option<f64>,
}

/// Everything of one Lua.
pub struct Measured {
    /// The metrics.
    pub rows: Vec<Row>,
    /// How fast plain Lua is here, compared with where the references were recorded.
    pub speed: f64,
    /// What the floor program said, last.
    pub floor: Vec<Figure>,
}

impl Measured {
    /// All figures.
    pub fn figures(self) -> Vec<Figure> {
        self.rows.into_iter().map(|row| row.figure).chain(self.floor).collect()
    }
}

/// Runs `script` with its arguments: name, value and unit of each line that it prints.
pub fn run_script(
    project: &Project,
    host: &Host,
    script: &str,
    arguments: &[&str],
    seconds: f64,
) -> Result<Vec<(String, f64, String)>, Failure> {
    let suite = project.root.join("benches/suite");
    let mut command = host.command();
    command.arg(suite.join(format!("{script}.lua"))).args(arguments);
    command.env("LUA_PATH", format!("{}/?.lua;;", suite.display())).env("BENCH_T", seconds.to_string());
    if let Some(dir) = &host.module {
        command.env("LUA_CPATH", format!("{}/?.so;;", dir.display()));
    }
    for version in ["5_2", "5_3", "5_4", "5_5"] {
        command.env_remove(format!("LUA_PATH_{version}")).env_remove(format!("LUA_CPATH_{version}"));
    }
    let finished = process::run(&mut command, LIMIT)
        .map_err(|error| Failure::plain(format!("{} does not start: {error}", host.program.display())))?;
    if finished.end != End::Exited(0) {
        return Err(Failure::unless_exited(&finished, 0).unwrap_or_else(|| Failure::plain("failed")));
    }
    Ok(lines(&finished.stdout))
}

/// Lines of the form `name value unit`, separated by tabs.
pub fn lines(output: &str) -> Vec<(String, f64, String)> {
    let parse = |line: &str| {
        let mut parts = line.split('\t');
        let (name, value, unit) = (parts.next()?, parts.next()?, parts.next()?);
        Some((name.to_owned(), value.parse().ok()?, unit.to_owned()))
    };
    output.lines().filter_map(parse).collect()
}

/// How fast plain Lua is here, compared with the recorded figures.
fn speed(project: &Project, options: &BenchOptions, host: &Host, known: &Reference) -> f64 {
    let mut logs = Vec::new();
    for metric in BASELINE {
        let Ok(rows) = run_script(project, host, "baseline", &[metric], options.seconds) else { continue };
        if let (Some((_, here, _)), Some(there)) = (rows.first(), known.original(metric)) {
            logs.push((here / there).ln());
        }
    }
    if logs.is_empty() { 1.0 } else { (logs.iter().sum::<f64>() / logs.len() as f64).exp() }
}

/// Measures every metric that is asked for.
pub fn measure(
    project: &Project,
    options: &BenchOptions,
    flavour: Flavour,
    ours: &Host,
    theirs: Option<&Host>,
    report: &mut Report,
) -> Measured {
    let known = Reference::read(project, flavour);
    let mut floor = Floor::build(project, report);
    let mut measured =
        Measured { rows: Vec::new(), speed: speed(project, options, ours, &known), floor: Vec::new() };
    say(&format!("plain Lua runs at {:.2} of the recorded speed", measured.speed));
    for (script, metrics) in SCRIPTS {
        for metric in metrics.split_whitespace().filter(|metric| options.wants(metric)) {
            if process::interrupted() {
                return measured;
            }
            let mut rows: Vec<Row> = Vec::new();
            for _ in 0..options.runs {
                once(project, options, (script, metric), (ours, theirs), &mut floor, &mut rows, report);
            }
            for mut row in rows {
                known.compare(&mut row, measured.speed);
                say(&super::table::line(&row));
                report.pass(1);
                measured.rows.push(row);
            }
        }
    }
    measured.floor = floor.figures();
    measured
}

/// One run of one metric: ours, theirs, and the floor, one after the other.
fn once(
    project: &Project,
    options: &BenchOptions,
    (script, metric): (&str, &str),
    (ours, theirs): (&Host, Option<&Host>),
    floor: &mut Floor,
    rows: &mut Vec<Row>,
    report: &mut Report,
) {
    let here = match run_script(project, ours, script, &[metric], options.seconds) {
        Ok(here) => here,
        Err(failure) => {
            report.fail(metric, &failure, 1);
            return;
        }
    };
    let there = theirs
        .and_then(|host| run_script(project, host, script, &[metric], options.seconds).ok())
        .unwrap_or_default();
    for (name, value, unit) in here {
        let at = rows.iter().position(|row| row.figure.name == name).unwrap_or_else(|| {
            let figure = Figure { name: name.clone(), unit: unit.clone(), values: Vec::new() };
            let (against, floor) = (Vec::new(), Vec::new());
            rows.push(Row { figure, against, floor, original: None, peer: None, target: None });
            rows.len() - 1
        });
        let row = &mut rows[at];
        let better = |other: f64| if super::is_lower_better(&unit) { other / value } else { value / other };
        if let Some((_, other, _)) = there.iter().find(|(other, ..)| *other == name) {
            row.against.push(better(*other));
        }
        if let Some(other) = floor.beside(&name) {
            row.floor.push(better(other));
        }
        row.figure.values.push(value);
    }
}

impl Row {
    /// The middle of the ratios to the other build.
    pub fn median_against(&self) -> Option<f64> {
        (!self.against.is_empty()).then(|| median(&self.against))
    }

    /// The middle of the ratios to the floor.
    pub fn median_floor(&self) -> Option<f64> {
        (!self.floor.is_empty()).then(|| median(&self.floor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_of_three_parts_count() {
        let output = "a metric\t12.5\tus\nnoise\nx\ty\tz\n";
        assert_eq!(lines(output), [("a metric".to_owned(), 12.5, "us".to_owned())]);
    }

    #[test]
    fn every_script_is_there() {
        let project = Project::find();
        for (script, _) in SCRIPTS {
            assert!(project.root.join(format!("benches/suite/{script}.lua")).exists(), "{script}");
        }
    }
}
