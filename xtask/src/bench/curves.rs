//! What things cost in memory, and cost against size: drawn, and listed.

use super::suite::run_script;
use super::svg::Chart;
use super::table::number;
use super::{Figure, Host};
use crate::cli::BenchOptions;
use crate::flavour::Flavour;
use crate::process;
use crate::project::Project;
use crate::report::{Failure, Report, say};
use std::fmt::Write as _;
use std::fs;

/// One curve: how `scaling.lua` calls it, what to say of it, and its sizes.
struct Curve {
    name: &'static str,
    title: &'static str,
    x: &'static str,
    y: &'static str,
    sizes: &'static [u32],
}

const CURVES: [Curve; 4] = [
    Curve {
        name: "message",
        title: "Throughput of strings through a linda, one thread",
        x: "message size, bytes",
        y: "MB/s",
        sizes: &[
            1,
            16,
            21,
            22,
            256,
            1 << 10,
            4 << 10,
            16 << 10,
            64 << 10,
            256 << 10,
            1 << 20,
            8 << 20,
            64 << 20,
        ],
    },
    Curve {
        name: "waiters",
        title: "Round trip between two lanes, beside lanes that wait on other keys of the linda",
        x: "waiting lanes",
        y: "us",
        sizes: &[1, 2, 5, 10, 30, 100, 300, 1000],
    },
    Curve {
        name: "lanes",
        title: "Making and joining a lane, so many at a time",
        x: "lanes at a time",
        y: "us a lane",
        sizes: &[1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    },
    Curve {
        name: "slots",
        title: "Send and receive on the keys of a linda, out of order",
        x: "keys",
        y: "ns",
        sizes: &[1, 10, 100, 1_000, 10_000, 100_000],
    },
];

/// Where the plots go.
const PLOTS: &str = "docs/performance";

/// Measures memory and curves, draws the curves, and gives a section of text with all the figures.
pub fn measure(
    project: &Project,
    options: &BenchOptions,
    flavour: Flavour,
    host: &Host,
    report: &mut Report,
) -> (String, Vec<Figure>) {
    let mut text = String::new();
    let mut figures = Vec::new();
    memory(project, options, host, report, &mut text, &mut figures);
    spinning(project, options, host, report, &mut text, &mut figures);
    for curve in &CURVES {
        let mut points = Vec::new();
        for size in curve.sizes {
            if process::interrupted() {
                return (text, figures);
            }
            match point(project, options, host, curve, *size) {
                Ok(figure) => {
                    points.push((f64::from(*size), figure.median()));
                    figures.push(figure);
                }
                Err(failure) => report.fail(&format!("{} {size}", curve.name), &failure, 1),
            }
        }
        list(curve, &points, &mut text);
        if let Err(error) = draw(project, flavour, curve, &points) {
            report.fail(curve.name, &Failure::plain(error.to_string()), 1);
        } else {
            report.pass(1);
        }
    }
    (text, figures)
}

/// The middle of a few runs.
fn point(
    project: &Project,
    options: &BenchOptions,
    host: &Host,
    curve: &Curve,
    size: u32,
) -> Result<Figure, Failure> {
    let mut figure =
        Figure { name: format!("{}_{size}", curve.name), unit: String::new(), values: Vec::new() };
    for _ in 0..options.runs.min(3) {
        let arguments = [curve.name, &size.to_string()];
        for (_, value, unit) in run_script(project, host, "scaling", &arguments, options.seconds)? {
            figure.values.push(value);
            figure.unit = unit;
        }
    }
    Ok(figure)
}

fn list(curve: &Curve, points: &[(f64, f64)], text: &mut String) {
    let _ = writeln!(text, "\n| {} | {} |\n|---|---|", curve.x, curve.y);
    for (x, y) in points {
        let _ = writeln!(text, "| {x} | {} |", number(*y));
        say(&format!("{} {x}: {} {}", curve.name, number(*y), curve.y));
    }
}

fn draw(project: &Project, flavour: Flavour, curve: &Curve, points: &[(f64, f64)]) -> std::io::Result<()> {
    if points.is_empty() {
        return Ok(());
    }
    let dir = project.root.join(PLOTS);
    fs::create_dir_all(&dir)?;
    let title = format!("{} ({flavour})", curve.title);
    let chart = Chart { title: &title, x: curve.x, y: curve.y, points };
    fs::write(dir.join(format!("{flavour}-{}.svg", curve.name)), chart.svg())
}

fn memory(
    project: &Project,
    options: &BenchOptions,
    host: &Host,
    report: &mut Report,
    text: &mut String,
    figures: &mut Vec<Figure>,
) {
    text.push_str("\n| memory | unit | value |\n|---|---|---|\n");
    for metric in ["idle_linda", "slot", "queued_integer", "queued_text", "queued_million", "blocked_lane"] {
        match run_script(project, host, "memory", &[metric], options.seconds) {
            Ok(rows) => {
                for (name, value, unit) in rows {
                    let _ = writeln!(text, "| {name} | {unit} | {} |", number(value));
                    say(&format!("{name}: {} {unit}", number(value)));
                    figures.push(Figure { name, unit, values: vec![value] });
                }
                report.pass(1);
            }
            Err(failure) => report.fail(metric, &failure, 1),
        }
    }
}

/// What spinning costs where there is no core to spare: on one core, and beside more busy lanes than cores.
fn spinning(
    project: &Project,
    options: &BenchOptions,
    host: &Host,
    report: &mut Report,
    text: &mut String,
    figures: &mut Vec<Figure>,
) {
    text.push_str("\n| no core to spare | unit | value |\n|---|---|---|\n");
    let pinned = host.on_one_core();
    let runs = [
        (&pinned, "linda", "pingpong_latency", "one_core_"),
        (&pinned, "stream", "stream_small", "one_core_"),
        (&pinned, "stream", "stream_limited", "one_core_"),
        (host, "spin", "busy", ""),
    ];
    for (host, script, metric, prefix) in runs {
        match run_script(project, host, script, &[metric], options.seconds) {
            Ok(rows) => {
                for (name, value, unit) in rows {
                    let name = format!("{prefix}{name}");
                    let _ = writeln!(text, "| {name} | {unit} | {} |", number(value));
                    say(&format!("{name}: {} {unit}", number(value)));
                    figures.push(Figure { name, unit, values: vec![value] });
                }
                report.pass(1);
            }
            Err(failure) => report.fail(&format!("{prefix}{metric}"), &failure, 1),
        }
    }
}
