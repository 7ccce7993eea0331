//! What was recorded of the original and its peers, and what is to be reached: `benches/reference.tsv`, `benches/targets.tsv`.

use super::suite::Row;
use crate::flavour::Flavour;
use crate::project::Project;
use std::fs;

/// What figures are compared with.
pub struct Reference {
    entries: Vec<Entry>,
    targets: Vec<(String, Target)>,
}

/// What is to be reached.
#[derive(Clone, Copy)]
enum Target {
    /// Where the references were recorded.
    Figure(f64),
    /// As a multiple of the floor.
    Floor(f64),
}

/// The recorded figures that count for one Lua.
fn recorded(project: &Project, flavour: Flavour) -> Vec<Entry> {
    let text = fs::read_to_string(project.root.join("benches/reference.tsv")).unwrap_or_default();
    let mut entries = Vec::new();
    for lua in [flavour.name(), "lua5.3", "luajit"] {
        let found: Vec<Entry> =
            text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| entry(line, lua)).collect();
        for entry in found {
            let is_own = lua == flavour.name();
            let is_known = |known: &Entry| known.metric == entry.metric && known.is_peer();
            if is_own || (entry.is_peer() && !entries.iter().any(is_known)) {
                entries.push(entry);
            }
        }
    }
    entries
}

/// The best figure of those that are asked for, and whose it is.
fn best<'a>(entries: &'a [Entry], metric: &str, which: impl Fn(&Entry) -> bool) -> Option<(f64, &'a str)> {
    let found = entries.iter().filter(|entry| entry.metric == metric && which(entry));
    let better = |a: &&Entry, b: &&Entry| {
        let order = a.value.total_cmp(&b.value);
        if super::is_lower_better(&a.unit) { order.reverse() } else { order }
    };
    found.max_by(better).map(|entry| (entry.value, entry.system.as_str()))
}

/// The original's best figure, of any of its versions.
fn original(entries: &[Entry], metric: &str) -> Option<f64> {
    best(entries, metric, Entry::is_original).map(|(value, _)| value)
}

/// What one Lua is to reach: what 5.4 is, or as many times the original's figure, if that was recorded.
fn targets(project: &Project, flavour: Flavour, entries: &[Entry]) -> Vec<(String, Target)> {
    let text = fs::read_to_string(project.root.join("benches/targets.tsv")).unwrap_or_default();
    let of_54 = recorded(project, Flavour::Lua54);
    let target = |line: &str| {
        let mut parts = line.split('\t');
        let (metric, value) = (parts.next()?, parts.next()?.parse::<f64>().ok()?);
        if parts.next()? == "floor" {
            return Some((metric.to_owned(), Target::Floor(value)));
        }
        let factor = match parts.next() {
            Some(lua) if lua == flavour.name() => 1.0,
            Some(_) => return None,
            None if flavour == Flavour::Lua54 => 1.0,
            None => original(entries, metric)? / original(&of_54, metric)?,
        };
        Some((metric.to_owned(), Target::Figure(value * factor)))
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(target).collect()
}

struct Entry {
    system: String,
    metric: String,
    value: f64,
    unit: String,
}

impl Entry {
    fn is_original(&self) -> bool {
        self.system.starts_with("lanes-")
    }

    fn is_peer(&self) -> bool {
        !self.is_original() && self.system != "floor"
    }
}

impl Reference {
    /// Reads it. Peers that were recorded with another Lua stand in where none was with this one.
    pub fn read(project: &Project, flavour: Flavour) -> Self {
        let entries = recorded(project, flavour);
        let targets = targets(project, flavour, &entries);
        Self { entries, targets }
    }

    /// The original's best figure, of any of its versions.
    pub fn original(&self, metric: &str) -> Option<f64> {
        original(&self.entries, metric)
    }

    fn target(&self, metric: &str) -> Option<Target> {
        self.targets.iter().find(|(known, _)| known == metric).map(|(_, target)| *target)
    }

    /// Puts what was recorded beside what was measured. `speed`: of plain Lua here, compared with there.
    pub fn compare(&self, row: &mut Row, speed: f64) {
        let figure = &row.figure;
        let here = figure.median();
        // Neither a ratio nor a size depends on the speed of the machine.
        let speed = if matches!(figure.unit.as_str(), "x" | "kB/lane") { 1.0 } else { speed };
        let lower = figure.is_lower_better();
        let ratio = |there: f64| if lower { there / speed / here } else { here / (there * speed) };
        row.original = self.original(&figure.name).map(ratio);
        let peer = best(&self.entries, &figure.name, Entry::is_peer);
        row.peer = peer.map(|(value, system)| (ratio(value), system.to_owned()));
        row.target = self.target(&figure.name).and_then(|target| match target {
            Target::Figure(there) => Some(ratio(there)),
            Target::Floor(factor) if lower => Some(row.median_floor()? * factor),
            Target::Floor(factor) => Some(row.median_floor()? / factor),
        });
    }
}

fn entry(line: &str, lua: &str) -> Option<Entry> {
    let mut parts = line.split('\t');
    if parts.next()? != lua {
        return None;
    }
    let (system, metric) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    Some(Entry { system, metric, value: parts.next()?.parse().ok()?, unit: parts.next()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_the_original_is_taken() {
        let known = Reference::read(&Project::find(), Flavour::Lua54);
        let rate = known.original("stream_small").expect("recorded");
        let all = known.entries.iter().filter(|e| e.metric == "stream_small" && e.is_original());
        assert!(all.clone().count() > 1);
        assert!(all.into_iter().all(|entry| entry.value <= rate));
    }

    #[test]
    fn a_target_is_the_same_multiple_of_the_original_on_every_lua() {
        let multiple = |flavour| {
            let known = Reference::read(&Project::find(), flavour);
            match known.target("stream_small") {
                Some(Target::Figure(target)) => target / known.original("stream_small").expect("recorded"),
                _ => panic!("stream_small has a figure as its target"),
            }
        };
        assert!((multiple(Flavour::Lua54) - multiple(Flavour::LuaJit)).abs() < 1e-6);
    }
}
