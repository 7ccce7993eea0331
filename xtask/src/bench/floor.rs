//! The floor program: what the machine itself can do, measured in turn with the metrics that come near it.

use super::Figure;
use super::suite::lines;
use crate::process::{self, End};
use crate::project::Project;
use crate::report::{Failure, Report};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// Metrics that have a floor, the part of the program that measures it, and the figure that it prints.
const BESIDE: &[(&str, &str, &str)] = &[
    ("spawn_join_nolibs", "lanes", "floor_lua54_thread_newstate_close_join"),
    ("spawn_join_base", "lanes", "floor_lua54_thread_newstate_close_join"),
    ("spawn_join_all", "lanes", "floor_lua54_thread_newstate_openlibs_close_join"),
    ("pingpong_latency", "pingpong", "floor_pingpong_futex_spin2000"),
    ("string_1m", "memcpy", "floor_memcpy_1m"),
];

/// What is not compared with any metric, for the record.
const REST: [&str; 3] = ["threads", "states", "mutex"];

/// Longer than one part takes.
const LIMIT: Duration = Duration::from_secs(60);

/// The compiled program, if it could be compiled.
pub struct Floor {
    program: Option<PathBuf>,
    figures: Vec<Figure>,
}

impl Floor {
    /// Compiles it. A machine without a compiler or Lua's headers has no floor, and is told so.
    pub fn build(project: &Project, report: &mut Report) -> Self {
        let program = project.target.join("bench-floor");
        let mut command = Command::new("cc");
        command.arg("-O2").arg(project.root.join("benches/floor.c"));
        command.args(["-I/usr/include/lua5.4", "-llua5.4", "-lpthread", "-o"]).arg(&program);
        let built = process::run(&mut command, LIMIT);
        let failure = match &built {
            Ok(finished) => Failure::unless_exited(finished, 0),
            Err(error) => Some(Failure::plain(error.to_string())),
        };
        if let Some(failure) = &failure {
            report.fail("floor program (needs cc and liblua5.4-dev)", failure, 1);
        }
        Self { program: failure.is_none().then_some(program), figures: Vec::new() }
    }

    /// Runs the part that belongs to this metric now, and gives its figure.
    pub fn beside(&mut self, metric: &str) -> Option<f64> {
        let (_, part, name) = BESIDE.iter().find(|(beside, ..)| *beside == metric)?;
        self.run(part);
        self.figures.iter().find(|figure| figure.name == *name)?.values.last().copied()
    }

    fn run(&mut self, part: &str) {
        let Some(program) = &self.program else { return };
        let Ok(finished) = process::run(Command::new(program).arg(part), LIMIT) else { return };
        if finished.end != End::Exited(0) {
            return;
        }
        for (name, value, unit) in lines(&finished.stdout) {
            match self.figures.iter_mut().find(|figure| figure.name == name) {
                Some(figure) => figure.values.push(value),
                None => self.figures.push(Figure { name, unit, values: vec![value] }),
            }
        }
    }

    /// All figures, those that nothing was compared with included.
    pub fn figures(mut self) -> Vec<Figure> {
        for part in REST {
            self.run(part);
        }
        self.figures
    }
}
