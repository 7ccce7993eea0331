//! The exit matrix: every way to end, with lanes in every state, in every host. Each cell is a process of its own
//! (`tests/verify/exits.lua`, and `closes.lua` where a host closes states) that says when it begins to end.

use super::sample::Random;
use super::{Verify, processors};
use crate::flavour::Flavour;
use crate::process::{self, End, Finished};
use crate::report::Failure;
use crate::script::Host;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What ends the script, and the status it has to exit with.
const ENDINGS: [(&str, i32); 7] = [
    ("return", 0),
    ("error", 1),
    ("exit", 0),
    ("exit-close", 0),
    ("interrupt", 1),
    ("run", 0),
    ("run_two", 0),
];

/// What the lanes do then.
const STATES: [&str; 12] = [
    "pure",
    "receive",
    "send",
    "sleep",
    "join",
    "call",
    "finalizer",
    "swallowing",
    "created",
    "unjoined",
    "done",
    "killed",
];

/// The cells' `shutdown_timeout`, and how much longer the end may take.
const TIMEOUT: f64 = 0.5;
const SLACK: f64 = 1.0;

/// A cell that takes this long in all hangs.
const LIMIT: Duration = Duration::from_secs(30);

struct Cell {
    host: Host,
    ending: &'static str,
    status: i32,
    state: &'static str,
}

impl Cell {
    fn name(&self) -> String {
        format!(
            "exit by {} while lanes are in {} [{} {}]",
            self.ending, self.state, self.host.flavour, self.host.kind
        )
    }

    /// Whether a host in the process closes states, which then ends as usual.
    fn is_hosted(&self) -> bool {
        self.ending.starts_with("run")
    }

    /// Runs the cell. One that only took too long gets a second chance: the machine may have been busy with others.
    fn run(&self, verify: &Verify<'_>) -> Option<Failure> {
        let first = self.run_once(verify)?;
        if first.reason.contains(LATE) { self.run_once(verify) } else { Some(first) }
    }

    fn run_once(&self, verify: &Verify<'_>) -> Option<Failure> {
        let script = if self.is_hosted() { "closes.lua" } else { "exits.lua" };
        let arguments = [self.ending.to_owned(), self.state.to_owned()];
        let began = SystemTime::now();
        match process::run(&mut verify.lua(&self.host, script, &arguments), LIMIT) {
            Ok(finished) => self.judge(&finished, began + finished.took),
            Err(error) => Some(Failure::plain(format!("does not start: {error}"))),
        }
    }

    fn judge(&self, finished: &Finished, ended: SystemTime) -> Option<Failure> {
        if let Some(failure) = Failure::unless_exited(finished, self.status) {
            return Some(failure);
        }
        debug_assert!(matches!(finished.end, End::Exited(_)));
        let reason = self.unexpected(finished).or_else(|| self.late(finished, ended))?;
        Some(Failure { output: finished.output(), ..Failure::plain(reason) })
    }

    /// Output that should not be there.
    fn unexpected(&self, finished: &Finished) -> Option<String> {
        let known =
            |line: &str| line.starts_with("ending ") || (self.is_hosted() && line.starts_with("closed "));
        if let Some(line) = finished.stdout.lines().find(|line| !known(line)) {
            return Some(format!("unexpected output `{line}`"));
        }
        let wanted = match self.ending {
            "error" => "the script's own error",
            "interrupt" => "interrupted!",
            _ if finished.stderr.is_empty() => return None,
            _ => return Some("unexpected error output".to_owned()),
        };
        let mut lines = finished.stderr.lines();
        let first = lines.next().unwrap_or_default();
        let is_trace = |line: &str| line == "stack traceback:" || line.starts_with('\t');
        (!first.contains(wanted) || !lines.all(is_trace)).then(|| "unexpected error output".to_owned())
    }

    /// An end that took longer than it may, from each `ending` to the next `closed`, or to the end of the process.
    fn late(&self, finished: &Finished, ended: SystemTime) -> Option<String> {
        let closings = if self.ending == "run_two" { 2.0 } else { 1.0 };
        let budget = closings * TIMEOUT + SLACK;
        let mut since: Option<f64> = None;
        let mut longest = 0.0_f64;
        let mut reached = |since: &mut Option<f64>, at: f64| {
            if let Some(began) = since.take() {
                longest = longest.max(at - began);
            }
        };
        for line in finished.stdout.lines() {
            let Some((word, at)) = line.split_once(' ').and_then(|(word, at)| Some((word, at.parse().ok()?)))
            else {
                return Some(format!("unexpected output `{line}`"));
            };
            match word {
                "closed" => reached(&mut since, at),
                _ => since = Some(at),
            }
        }
        let ended = ended.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64());
        reached(&mut since, ended);
        (longest > budget).then(|| format!("{LATE}: {longest:.2} s instead of at most {budget:.2} s"))
    }
}

/// How the reason of a cell begins that took too long.
const LATE: &str = "the end came late";

/// The step.
pub fn run(verify: &mut Verify<'_>) {
    let mut hosts = Vec::new();
    for flavour in verify.options.flavours() {
        if verify.build_host_module(flavour) {
            hosts.extend(verify.hosts(flavour));
        }
    }
    let all: Vec<Cell> = hosts.iter().flat_map(cells).collect();
    let count = all.len();
    let chosen = if verify.options.full {
        all
    } else {
        let (mut chosen, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|cell| cell.host.flavour == Flavour::Lua54);
        chosen.extend(Random::new(verify.seed).sample(others, 120));
        chosen
    };
    // A cell waits more than it works.
    let what = format!("cells of the exit matrix, of {count}");
    verify.each(&what, &chosen, processors() + 2, Cell::name, |verify, cell| cell.run(verify));
}

fn cells(host: &Host) -> Vec<Cell> {
    let endings = ENDINGS.into_iter();
    let cell = |(ending, status), state| Cell { host: host.clone(), ending, status, state };
    endings.flat_map(|ending| STATES.into_iter().map(move |state| cell(ending, state))).collect()
}
