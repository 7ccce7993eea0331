//! `cargo xtask verify`: looks for crashes, hangs, races and leaks. `docs/RELIABILITY.md` says what each step does and
//! what it found; the quick form is part of the checks, the full form is for a machine with hours to spare.

mod exits;
mod fuzz;
mod programs;
mod rust;
mod sample;
mod sanitize;
mod valgrind;

use crate::build::{self, Product};
use crate::cli::{VerifyOptions, VerifyStep};
use crate::flavour::Flavour;
use crate::process;
use crate::project::Project;
use crate::report::{self, Failure, Report, say};
use crate::script::Host;
use crate::stock::Stock;
use clap::ValueEnum as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What the steps share.
pub struct Verify<'a> {
    project: &'a Project,
    options: &'a VerifyOptions,
    report: Report,
    stock: Vec<Stock>,
    seed: u64,
    /// What was built so far, and whether that went well.
    built: Vec<(Flavour, Product, bool)>,
}

/// `cargo xtask verify`: true if nothing was found.
pub fn command(project: &Project, options: &VerifyOptions) -> bool {
    let seed = options.seed.unwrap_or_else(day);
    say(&format!("verify --{} --seed {seed}", if options.full { "full" } else { "quick" }));
    let stock = options.flavours().into_iter().map(Stock::look_up).collect();
    let mut verify = Verify { project, options, report: Report::default(), stock, seed, built: Vec::new() };
    for step in VerifyStep::value_variants() {
        if process::interrupted() {
            break;
        }
        if options.only.is_empty() || options.only.contains(step) {
            let began = Instant::now();
            verify.step(*step);
            say(&format!("{step:?}: {}", report::seconds(began.elapsed())));
        }
    }
    verify.report.finish()
}

/// The number of the day, so that each day's quick runs look elsewhere.
fn day() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / 86_400)
}

impl Verify<'_> {
    fn step(&mut self, step: VerifyStep) {
        say(&format!("\n== {step:?}"));
        match step {
            VerifyStep::Exits => exits::run(self),
            VerifyStep::Hosts => programs::hosts(self),
            VerifyStep::Stress => programs::stress(self),
            VerifyStep::Soak => programs::soak(self),
            VerifyStep::Random => programs::random(self),
            VerifyStep::Memory => rust::memory(self),
            VerifyStep::Loom => rust::loom(self),
            VerifyStep::Shuttle => rust::shuttle(self),
            VerifyStep::Properties => rust::properties(self),
            VerifyStep::Fuzz => fuzz::run(self),
            VerifyStep::Asan => sanitize::run(self, sanitize::ADDRESS),
            VerifyStep::Tsan => sanitize::run(self, sanitize::THREAD),
            VerifyStep::Valgrind => valgrind::run(self),
        }
    }

    /// This in the quick form, or that in the full form.
    fn form<T>(&self, quick: T, full: T) -> T {
        if self.options.full { full } else { quick }
    }

    /// The time for a part that runs for a time.
    fn seconds(&self, quick: u64, full: u64) -> u64 {
        self.options.seconds.unwrap_or_else(|| self.form(quick, full))
    }

    /// Builds what a host needs, once.
    fn build(&mut self, flavour: Flavour, product: Product) -> bool {
        if let Some((_, _, ok)) = self.built.iter().find(|(f, p, _)| (*f, *p) == (flavour, product)) {
            return *ok;
        }
        let ok = build::run(self.project, flavour, product, &mut self.report);
        self.built.push((flavour, product, ok));
        ok
    }

    /// The hosts of a Lua that can be had here: the runner, and the stock interpreter if there is one. Built.
    fn hosts(&mut self, flavour: Flavour) -> Vec<Host> {
        let mut hosts = Vec::new();
        if self.build(flavour, Product::Runner) {
            hosts.push(Host::runner(self.project, flavour));
        }
        hosts.extend(self.stock_host(flavour));
        hosts
    }

    /// The stock interpreter of a Lua, if there is one, and the module for it.
    fn stock_host(&mut self, flavour: Flavour) -> Option<Host> {
        let stock = self.stock.iter().find(|stock| stock.flavour == flavour).and_then(Host::stock)?;
        self.build(flavour, Product::Module).then_some(stock)
    }

    /// All hosts of all Luas asked for.
    fn all_hosts(&mut self) -> Vec<Host> {
        self.options.flavours().into_iter().flat_map(|flavour| self.hosts(flavour)).collect()
    }

    /// Compiles the C module that makes states, for one Lua. It lies where `LUA_CPATH` of [`Self::lua`] finds it.
    fn build_host_module(&mut self, flavour: Flavour) -> bool {
        let dir = self.host_module_dir(flavour);
        let made = std::fs::create_dir_all(&dir)
            .map_err(|error| Failure::plain(format!("{}: {error}", dir.display())));
        let compiled = made.and_then(|()| {
            let mut compiler = Command::new("cc");
            compiler
                .current_dir(&self.project.root)
                .args(["-Wall", "-Wextra", "-Werror", "-O1", "-g", "-shared", "-fPIC"]);
            compiler
                .arg(format!("-DVERSION={}", flavour.version_number()))
                .arg("-o")
                .arg(dir.join("verify_host.so"));
            compiler.arg("tests/verify/host.c");
            let finished = process::run(&mut compiler, Duration::from_secs(60))
                .map_err(|error| Failure::plain(format!("cc does not start: {error}")))?;
            Failure::unless_exited(&finished, 0).map_or(Ok(()), Err)
        });
        match compiled {
            Ok(()) => true,
            Err(failure) => {
                self.report.fail(&format!("tests/verify/host.c [{flavour}]"), &failure, 1);
                false
            }
        }
    }

    fn host_module_dir(&self, flavour: Flavour) -> PathBuf {
        self.project.target.join("verify").join(flavour.name())
    }

    /// The command that runs a script of `tests/verify` in a host.
    fn lua(&self, host: &Host, script: &str, arguments: &[String]) -> Command {
        let mut command = host.command(self.project, &Path::new("tests/verify").join(script), None);
        let dist = Project::dist_relative(host.flavour);
        let module = self.host_module_dir(host.flavour);
        command.env("LUA_CPATH", format!("{}/?.so;{}/?.so;;", module.display(), dist.display()));
        command.env("LUA_PATH", "tests/lua/?.lua;tests/verify/?.lua;;").args(arguments);
        command
    }

    /// Counts what a part of a step found.
    fn conclude(&mut self, name: &str, failure: Option<Failure>) {
        match failure {
            None => self.report.pass(1),
            Some(failure) => self.report.fail(name, &failure, 1),
        }
    }

    /// How many things are run at a time, if nothing else was asked for: usually one for each processor.
    fn jobs(&self, usual: usize) -> usize {
        self.options.jobs.map_or(usual, usize::from)
    }

    /// Does `work` on each item, `jobs` at a time; counts and prints what each has found as soon as it is known.
    fn each<T: Sync>(
        &mut self,
        what: &str,
        items: &[T],
        jobs: usize,
        name: impl Fn(&T) -> String + Sync,
        work: impl Fn(&Self, &T) -> Option<Failure> + Sync,
    ) {
        let began = Instant::now();
        let next = AtomicUsize::new(0);
        let found = AtomicUsize::new(0);
        let report = Mutex::new(std::mem::take(&mut self.report));
        let this = &*self;
        thread::scope(|scope| {
            for _ in 0..this.jobs(jobs).clamp(1, items.len().max(1)) {
                scope.spawn(|| {
                    while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if process::interrupted() {
                            break;
                        }
                        let failure = work(this, item);
                        let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
                        match failure {
                            None => report.pass(1),
                            Some(failure) => {
                                found.fetch_add(1, Ordering::Relaxed);
                                report.fail(&name(item), &failure, 1);
                            }
                        }
                    }
                });
            }
        });
        self.report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (found, took) = (found.into_inner(), report::seconds(began.elapsed()));
        say(&format!("{what}: {}, {found} not right ({took})", items.len()));
    }
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}
