//! The Lua tests: finding them, reading their directives, running one in one host, judging how it went.
//!
//! A test is `tests/lua/<area>/<topic>.lua`. It runs in the project's root and passes when it exits with status 0.
//! Lines of its opening comment of the form `-- word: value` are directives; `CONTRIBUTING.md` lists them. The examples
//! of the documentation are tests as well: see `manual`.

use crate::build::Product;
use crate::flavour::Flavour;
use crate::manual::{self, Block};
use crate::process::{self, Finished};
use crate::project::Project;
use crate::report::Failure;
use crate::stock::Stock;
use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long a test may run that says nothing about it.
const LIMIT: Duration = Duration::from_secs(30);

/// Where the tests are that load C modules of their own.
const INTEROP: &str = "tests/interop";

/// What runs a test.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum HostKind {
    /// Our own interpreter.
    Runner,
    /// The distribution's interpreter, which loads the module.
    Stock,
}

impl fmt::Display for HostKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Runner => "runner",
            Self::Stock => "stock",
        })
    }
}

/// An interpreter to run tests in.
#[derive(Clone, Debug)]
pub struct Host {
    /// Which Lua it is.
    pub flavour: Flavour,
    /// How it gets Lanes.
    pub kind: HostKind,
    /// The interpreter.
    pub program: PathBuf,
}

impl Host {
    /// The runner that `cargo xtask build` makes.
    pub fn runner(project: &Project, flavour: Flavour) -> Self {
        let program = project.dist(flavour).join(Product::Runner.file());
        Self { flavour, kind: HostKind::Runner, program }
    }

    /// An installed interpreter, if it was found.
    pub fn stock(stock: &Stock) -> Option<Self> {
        let found = stock.found.as_ref().ok()?;
        Some(Self { flavour: stock.flavour, kind: HostKind::Stock, program: found.program.clone() })
    }

    /// The command for a script, in an environment in which only our own settings reach Lua.
    pub fn command(&self, project: &Project, script: &Path, api: Option<u8>) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(script).current_dir(&project.root);
        for (name, _) in env::vars_os() {
            let shown = name.to_string_lossy();
            if ["LUA_INIT", "LUA_PATH", "LUA_CPATH", "LANES_API"]
                .iter()
                .any(|prefix| shown.starts_with(prefix))
            {
                command.env_remove(&name);
            }
        }
        command.env("LUA_PATH", "tests/lua/?.lua;;");
        // At the end of the process nothing of the library may be alive; otherwise it exits with another status.
        command.env("LANES_CHECK_LIVE", "1");
        if let Some(api) = api {
            command.env("LANES_API", api.to_string());
        }
        let mut modules = Vec::new();
        if self.kind == HostKind::Stock {
            modules.push(Project::dist_relative(self.flavour));
        }
        if script.starts_with(INTEROP) {
            modules.push(Project::interop_relative(self.flavour));
        }
        if !modules.is_empty() {
            let templates: String = modules.iter().map(|dir| format!("{}/?.so;", dir.display())).collect();
            command.env("LUA_CPATH", templates + ";");
        }
        command
    }
}

/// A test file.
pub struct Script {
    /// What reports call it.
    name: String,
    /// Its path from the root.
    path: PathBuf,
    directives: Result<Directives, String>,
}

impl Script {
    /// The tests with C modules, sorted.
    pub fn find_interop(project: &Project) -> io::Result<Vec<Self>> {
        let mut paths = Vec::new();
        collect(&project.interop_tests(), &mut paths)?;
        Self::read_all(project, paths)
    }

    /// Whether it needs the C modules of `tests/interop`.
    pub fn is_interop(&self) -> bool {
        self.path.starts_with(INTEROP)
    }

    /// Every other test of the project, sorted, and every example of its documentation. Files directly in `tests/lua`
    /// are modules that tests require.
    pub fn find_all(project: &Project) -> io::Result<Vec<Self>> {
        let mut paths = Vec::new();
        for area in fs::read_dir(project.lua_tests())? {
            let area = area?.path();
            if area.is_dir() {
                collect(&area, &mut paths)?;
            }
        }
        let mut all = Self::read_all(project, paths)?;
        all.extend(manual::extract(project)?.into_iter().map(Self::from_page));
        Ok(all)
    }

    fn read_all(project: &Project, mut paths: Vec<PathBuf>) -> io::Result<Vec<Self>> {
        paths.sort();
        let relative =
            |path: PathBuf| path.strip_prefix(&project.root).map(Path::to_path_buf).unwrap_or(path);
        paths.into_iter().map(|path| Ok(Self::read(&fs::read_to_string(&path)?, relative(path)))).collect()
    }

    fn read(text: &str, path: PathBuf) -> Self {
        Self { name: path.display().to_string(), path, directives: Directives::read(text) }
    }

    fn from_page(block: Block) -> Self {
        let directives =
            Directives::read(&block.directives).map(|read| Directives { output: block.output, ..read });
        Self { name: block.name, path: block.path, directives }
    }

    /// Whether the test is meant for this host. A test whose directives make no sense is: there it fails.
    pub fn is_for(&self, host: &Host) -> bool {
        self.directives.as_ref().map_or(true, |directives| directives.allow(host))
    }

    /// What reports call this test in this host.
    pub fn name_in(&self, host: &Host) -> String {
        format!("{} [{} {}]", self.name, host.flavour, host.kind)
    }

    /// Runs the test; says what is wrong, if anything.
    pub fn run(&self, project: &Project, host: &Host) -> Option<Failure> {
        self.run_adjusted(project, host, 1, |_| (), |_| None)
    }

    /// As [`Self::run`], with another command made of the usual one, `patience` times slower, and with what `judge`
    /// finds in the output.
    pub fn run_adjusted(
        &self,
        project: &Project,
        host: &Host,
        patience: u32,
        adjust: impl Fn(&mut Command),
        judge: impl Fn(&str) -> Option<Failure>,
    ) -> Option<Failure> {
        let directives = match &self.directives {
            Ok(directives) => directives,
            Err(reason) => return Some(Failure::plain(reason)),
        };
        let mut command = host.command(project, &self.path, directives.api);
        if directives.may_leave {
            command.env_remove("LANES_CHECK_LIVE");
        }
        adjust(&mut command);
        match process::run(&mut command, directives.limit * patience) {
            Ok(finished) => judge(&finished.output()).or_else(|| directives.judge(&finished)),
            Err(error) => Some(Failure::plain(format!("{} does not start: {error}", host.program.display()))),
        }
    }
}

fn collect(dir: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "lua") {
            paths.push(path);
        }
    }
    Ok(())
}

/// What a test's opening comment asks for.
#[derive(PartialEq, Eq, Debug)]
struct Directives {
    /// The Luas that the test is meant for.
    flavours: Vec<Flavour>,
    /// The only kind of host that the test is meant for, if it is not meant for both.
    host: Option<HostKind>,
    /// The API that `require "lanes"` is to have, if the test says so.
    api: Option<u8>,
    /// Whether something of the library may be alive at the end of the process.
    may_leave: bool,
    limit: Duration,
    exit: i32,
    /// What has to be in the outputs.
    stdout: Vec<String>,
    stderr: Vec<String>,
    /// All that has to be in the standard output.
    output: Option<String>,
}

impl Directives {
    /// Reads the comment lines at the top of the file.
    fn read(text: &str) -> Result<Self, String> {
        let mut directives = Self {
            flavours: Flavour::ALL.to_vec(),
            host: None,
            api: None,
            may_leave: false,
            limit: LIMIT,
            exit: 0,
            stdout: Vec::new(),
            stderr: Vec::new(),
            output: None,
        };
        let comment =
            text.lines().skip_while(|line| line.starts_with("#!")).take_while(|line| line.starts_with("--"));
        for (word, value) in comment.filter_map(directive) {
            directives.apply(word, value).ok_or_else(|| format!("bad directive `{word}: {value}`"))?;
        }
        Ok(directives)
    }

    fn apply(&mut self, word: &str, value: &str) -> Option<()> {
        match word {
            "only" | "lua" => {
                let named: Option<Vec<_>> = value.split_whitespace().map(Flavour::matching).collect();
                self.flavours = named?.concat();
                (!self.flavours.is_empty()).then_some(())?;
            }
            "host" if value == "runner" => self.host = Some(HostKind::Runner),
            "host" if value == "stock" => self.host = Some(HostKind::Stock),
            "api" if value == "3" => self.api = Some(3),
            "api" if value == "4" => self.api = Some(4),
            "live" if value == "unchecked" => self.may_leave = true,
            "timeout" => self.limit = Duration::from_secs(value.parse().ok().filter(|seconds| *seconds > 0)?),
            "expect-exit" => self.exit = value.parse().ok()?,
            "expect-stdout" if !value.is_empty() => self.stdout.push(value.to_owned()),
            "expect-stderr" if !value.is_empty() => self.stderr.push(value.to_owned()),
            _ => return None,
        }
        Some(())
    }

    fn allow(&self, host: &Host) -> bool {
        self.flavours.contains(&host.flavour) && self.host.is_none_or(|kind| kind == host.kind)
    }

    fn judge(&self, finished: &Finished) -> Option<Failure> {
        if let Some(failure) = Failure::unless_exited(finished, self.exit) {
            return Some(failure);
        }
        let lacking = |stream: &str, text: &str, wanted: &[String]| {
            let missing = wanted.iter().find(|part| !text.contains(part.as_str()))?;
            Some(format!("{stream} does not contain `{missing}`"))
        };
        let reason = lacking("stdout", &finished.stdout, &self.stdout)
            .or_else(|| lacking("stderr", &finished.stderr, &self.stderr))
            .or_else(|| self.unexpected(&finished.stdout))?;
        Some(Failure { output: finished.output(), ..Failure::plain(reason) })
    }

    /// What is wrong where the whole output is known.
    fn unexpected(&self, stdout: &str) -> Option<String> {
        let wanted = self.output.as_ref().filter(|wanted| wanted.trim_end() != stdout.trim_end())?;
        Some(format!("stdout is not as the page shows it:\n{wanted}"))
    }
}

/// The words that begin a directive.
const WORDS: [&str; 9] =
    ["only", "lua", "host", "api", "live", "timeout", "expect-exit", "expect-stdout", "expect-stderr"];

/// Splits `-- word: value` if the word is a directive's, or so like one that somebody has mistyped it; other comment
/// lines are prose.
fn directive(line: &str) -> Option<(&str, &str)> {
    let (word, value) = line.strip_prefix("--")?.trim_start().split_once(':')?;
    let meant = WORDS.iter().any(|known| is_slip(word, known)) || word.starts_with("expect");
    (meant && !word.contains(' ')).then(|| (word, value.trim()))
}

/// Whether the words are the same, or one letter is wrong, missing or too many, or the letters are in another order.
fn is_slip(word: &str, known: &str) -> bool {
    let (a, b) = (word.to_ascii_lowercase().into_bytes(), known.as_bytes());
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(x, y)| x == y).count();
    let longest = a.len().max(b.len());
    let sorted = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        bytes.sort_unstable();
        bytes
    };
    longest - start - end <= 1 || sorted(&a) == sorted(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::End;

    fn host(flavour: Flavour, kind: HostKind) -> Host {
        Host { flavour, kind, program: PathBuf::new() }
    }

    fn finished(end: End, stdout: &str) -> Finished {
        Finished { end, stdout: stdout.to_owned(), stderr: String::new(), took: Duration::ZERO }
    }

    #[test]
    fn directives_choose_the_hosts() {
        let script = Script::read("-- only: 5.4+ luajit\n-- host: stock\n", PathBuf::new());
        assert!(script.is_for(&host(Flavour::Lua55, HostKind::Stock)));
        assert!(script.is_for(&host(Flavour::LuaJit, HostKind::Stock)));
        assert!(!script.is_for(&host(Flavour::Lua55, HostKind::Runner)));
        assert!(!script.is_for(&host(Flavour::Lua53, HostKind::Stock)));
    }

    #[test]
    fn prose_and_code_are_not_directives() {
        let text =
            "-- A test of this: and that.\n-- required: modules\n-- timeouts and: more\n\nx()\n-- only: x\n";
        assert_eq!(Directives::read(text), Directives::read(""));
    }

    #[test]
    fn unknown_and_malformed_directives_are_refused() {
        for line in [
            "-- onyl: lua5.4",
            "--only: x",
            "-- Timeout: 3",
            "-- timeouts: 3",
            "-- expect-error: x",
            "-- only: lua6.0",
            "-- only:",
            "-- timeout: 0",
            "-- host: both",
            "-- api: 5",
        ] {
            assert!(Directives::read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn expectations_are_judged() {
        let directives =
            Directives::read("-- expect-exit: 1\n-- expect-stdout: two words\n-- timeout: 7\n").unwrap();
        assert_eq!(directives.limit, Duration::from_secs(7));
        assert!(directives.judge(&finished(End::Exited(1), "xx two words\n")).is_none());
        assert!(directives.judge(&finished(End::Exited(0), "xx two words\n")).is_some());
        assert!(directives.judge(&finished(End::Exited(1), "two\nwords\n")).is_some());
        let hung = directives.judge(&finished(End::TimedOut, "two words")).expect("a failure");
        assert_eq!(hung.word, "HANG");
    }
}
