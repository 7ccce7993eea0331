//! What was recorded of the original and its peers: `benches/reference.tsv`.

use super::suite::Row;
use crate::flavour::Flavour;
use crate::project::Project;
use std::fs;

/// The recorded figures that count for one Lua.
pub struct Reference {
    entries: Vec<Entry>,
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
    /// Reads them. Peers that were recorded with another Lua stand in where none was with this one.
    pub fn read(project: &Project, flavour: Flavour) -> Self {
        let text = fs::read_to_string(project.root.join("benches/reference.tsv")).unwrap_or_default();
        let mut entries = Vec::new();
        for lua in [flavour.name(), "lua5.3", "luajit"] {
            let found: Vec<Entry> = text
                .lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| entry(line, lua))
                .collect();
            for entry in found {
                let is_own = lua == flavour.name();
                let is_known = |known: &Entry| known.metric == entry.metric && known.is_peer();
                if is_own || (entry.is_peer() && !entries.iter().any(is_known)) {
                    entries.push(entry);
                }
            }
        }
        Self { entries }
    }

    /// The best figure of those that are asked for, and whose it is.
    fn best(&self, metric: &str, which: impl Fn(&Entry) -> bool) -> Option<(f64, &str)> {
        let found = self.entries.iter().filter(|entry| entry.metric == metric && which(entry));
        let better = |a: &&Entry, b: &&Entry| {
            let order = a.value.total_cmp(&b.value);
            if super::is_lower_better(&a.unit) { order.reverse() } else { order }
        };
        found.max_by(better).map(|entry| (entry.value, entry.system.as_str()))
    }

    /// The original's best figure, of any of its versions.
    pub fn original(&self, metric: &str) -> Option<f64> {
        self.best(metric, Entry::is_original).map(|(value, _)| value)
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
        let peer = self.best(&figure.name, Entry::is_peer);
        row.peer = peer.map(|(value, system)| (ratio(value), system.to_owned()));
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
}
