//! Counts what passed and what failed, and prints it as it happens.

use crate::process::{End, Finished, signal_name};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Duration;

/// How many lines of a failed step's output are shown, from its beginning and from its end.
const HEAD: usize = 20;
const TAIL: usize = 60;

/// The longest line shown whole.
const WIDTH: usize = 400;

/// Why something failed.
pub struct Failure {
    /// The first word of the line: `FAIL`, or `HANG` for what was killed at its deadline.
    pub word: &'static str,
    /// The rest of the line, after the name.
    pub reason: String,
    /// What was printed, to be shown below.
    pub output: String,
}

impl Failure {
    /// A failure that no process printed anything about.
    pub fn plain(reason: impl Into<String>) -> Self {
        Self { word: "FAIL", reason: reason.into(), output: String::new() }
    }

    /// A process that ended in another way than with the status `want`; nothing if it ended so.
    pub fn unless_exited(finished: &Finished, want: i32) -> Option<Self> {
        let (word, reason) = match finished.end {
            End::Exited(status) if status == want => return None,
            End::Exited(status) if want == 0 => ("FAIL", format!("exit status {status}")),
            End::Exited(status) => ("FAIL", format!("exit status {status} instead of {want}")),
            End::Signalled(signal) => ("FAIL", format!("killed by {}", signal_name(signal))),
            End::TimedOut => ("HANG", format!("killed after {}", seconds(finished.took))),
            End::Interrupted => ("FAIL", "interrupted".to_owned()),
        };
        Some(Self { word, reason, output: finished.output() })
    }
}

/// What happened so far.
#[derive(Default)]
pub struct Report {
    passed: usize,
    failed: usize,
    /// One line for each failure, repeated at the end.
    failures: Vec<String>,
}

impl Report {
    /// Counts a step that passed, `count` times: a step may stand for many tests.
    pub fn pass(&mut self, count: usize) {
        self.passed += count;
    }

    /// Counts and prints a failure. It may stand for many tests as well.
    pub fn fail(&mut self, name: &str, failure: &Failure, count: usize) {
        self.failed += count;
        let line = format!("{} {name}: {}", failure.word, failure.reason);
        say(&line);
        if !failure.output.trim().is_empty() {
            say(&excerpt(&failure.output));
        }
        self.failures.push(line);
    }

    /// Prints the failures again and the count, which is the last line of the output.
    pub fn finish(self) -> bool {
        if !self.failures.is_empty() {
            say("\nfailures:");
            for line in &self.failures {
                say(&format!("  {line}"));
            }
        }
        say(&format!("{} passed, {} failed", self.passed, self.failed));
        self.failed == 0
    }
}

/// Prints a line. Whoever closed the pipe does not want to read it: not an error.
pub fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Prints the name of a step, to be followed by how it went.
pub fn announce(name: &str) {
    let mut out = io::stdout().lock();
    let _ = write!(out, "{name} ... ").and_then(|()| out.flush());
}

/// A duration as people read it.
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// The beginning and the end of an output, indented, so that no line of it can be taken for one of ours.
fn excerpt(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let left_out = lines.len().saturating_sub(HEAD + TAIL);
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        if left_out > 0 && index == HEAD {
            let _ = writeln!(text, "    ... {left_out} lines left out ...");
        }
        if left_out == 0 || index < HEAD || index >= HEAD + left_out {
            let shown: String = line.chars().take(WIDTH).collect();
            let _ = writeln!(text, "    {shown}");
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_output_is_shown_whole() {
        assert_eq!(excerpt("a\nb\n"), "    a\n    b");
    }

    #[test]
    fn long_output_keeps_its_ends() {
        let output: String = (0..1000).map(|number| format!("line {number}\n")).collect();
        let shown = excerpt(&output);
        assert_eq!(shown.lines().count(), HEAD + TAIL + 1);
        assert!(shown.starts_with("    line 0\n") && shown.ends_with("    line 999"));
        assert!(shown.contains("... 920 lines left out ..."));
    }
}
