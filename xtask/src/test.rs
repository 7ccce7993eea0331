//! `cargo xtask test`: every check, one after the other, except that Lua tests run several at a time.

use crate::build::{self, Product};
use crate::cargo::{self, Step};
use crate::cli::{Group, TestOptions};
use crate::embed;
use crate::flavour::Flavour;
use crate::interop;
use crate::process;
use crate::project::Project;
use crate::report::{Failure, Report, say};
use crate::script::{Host, HostKind, Script};
use crate::stock::Stock;
use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// One test in one host.
struct Case<'a> {
    script: &'a Script,
    host: Host,
}

/// Everything there is to run.
struct Plan<'a> {
    steps: Vec<Step>,
    cases: Vec<Case<'a>>,
}

/// `cargo xtask test`: true if nothing failed.
pub fn command(project: &Project, options: &TestOptions) -> bool {
    let mut report = Report::default();
    let mut scripts = Vec::new();
    if options.wants(Group::Lua) {
        scripts.extend(found("tests/lua", Script::find_all(project), &mut report));
    }
    if options.wants(Group::Interop) {
        scripts.extend(found("tests/interop", Script::find_interop(project), &mut report));
    }
    let stock = if scripts.is_empty() { Vec::new() } else { find_stock(options, &mut report) };
    let plan = Plan::new(project, options, &scripts, &stock);
    if options.list {
        plan.list();
        return true;
    }
    plan.run(project, options, report)
}

fn found(dir: &str, scripts: io::Result<Vec<Script>>, report: &mut Report) -> Vec<Script> {
    scripts.unwrap_or_else(|error| {
        report.fail(dir, &Failure::plain(format!("cannot be read: {error}")), 1);
        Vec::new()
    })
}

/// Looks for the interpreters and says by name which were found.
fn find_stock(options: &TestOptions, report: &mut Report) -> Vec<Stock> {
    let stock: Vec<Stock> = options.flavours().into_iter().map(Stock::look_up).collect();
    say("stock interpreters:");
    for one in &stock {
        say(&format!("  {}", one.describe()));
    }
    for one in &stock {
        if let Err(reason) = &one.found
            && options.require_stock
            && one.required()
        {
            report.fail(&format!("stock interpreter {}", one.flavour), &Failure::plain(reason.as_str()), 1);
        }
    }
    stock
}

impl<'a> Plan<'a> {
    fn new(project: &Project, options: &TestOptions, scripts: &'a [Script], stock: &[Stock]) -> Self {
        let flavours = options.flavours();
        let mut steps = cargo::steps(&flavours);
        steps.retain(|step| options.wants(step.group) && options.matches(&step.name));
        let runners = flavours.iter().map(|flavour| Host::runner(project, *flavour));
        let hosts: Vec<Host> = runners.chain(stock.iter().filter_map(Host::stock)).collect();
        let mut cases = Vec::new();
        for host in &hosts {
            for script in scripts {
                if script.is_for(host) && options.matches(&script.name_in(host)) {
                    cases.push(Case { script, host: host.clone() });
                }
            }
        }
        Self { steps, cases }
    }

    /// What has to be built for the cases. The module is built even where no stock interpreter will load it: that it
    /// links is worth knowing.
    fn builds(&self) -> Vec<(Flavour, Product)> {
        let mut flavours: Vec<Flavour> = self.cases.iter().map(|case| case.host.flavour).collect();
        flavours.sort_unstable();
        flavours.dedup();
        flavours.into_iter().flat_map(|flavour| Product::HOSTS.map(|product| (flavour, product))).collect()
    }

    /// The flavours whose C modules are needed.
    fn modules(&self) -> Vec<Flavour> {
        let interop = self.cases.iter().filter(|case| case.script.is_interop());
        let mut flavours: Vec<Flavour> = interop.map(|case| case.host.flavour).collect();
        flavours.sort_unstable();
        flavours.dedup();
        flavours
    }

    fn list(&self) {
        let builds = self.builds().into_iter().map(|(flavour, product)| build::step_name(flavour, product));
        let builds = builds.chain(self.modules().into_iter().flat_map(|flavour| {
            [
                interop::step_name(flavour),
                build::step_name(flavour, Product::Static),
                embed::step_name(flavour),
            ]
        }));
        let cases = self.cases.iter().map(|case| case.script.name_in(&case.host));
        for name in self.steps.iter().map(|step| step.name.clone()).chain(builds).chain(cases) {
            say(&name);
        }
    }

    fn run(self, project: &Project, options: &TestOptions, mut report: Report) -> bool {
        if self.steps.is_empty() && self.cases.is_empty() {
            report.fail("cargo xtask test", &Failure::plain("nothing matches --only and --filter"), 1);
            return report.finish();
        }
        for step in &self.steps {
            if !process::interrupted() {
                step.run(project, &mut report);
            }
        }
        let mut broken = Vec::new();
        for (flavour, product) in self.builds() {
            if !process::interrupted() && !build::run(project, flavour, product, &mut report) {
                broken.push((flavour, product));
            }
        }
        let mut without_modules = Vec::new();
        for flavour in self.modules() {
            if !process::interrupted() && !interop::run(project, flavour, &mut report) {
                without_modules.push(flavour);
            }
            if !process::interrupted() && build::run(project, flavour, Product::Static, &mut report) {
                embed::run(project, flavour, &mut report);
            }
        }
        let mut cases = without_broken(self.cases, &broken);
        // What was not compiled has been counted as the failure.
        cases.retain(|case| !case.script.is_interop() || !without_modules.contains(&case.host.flavour));
        let jobs = options.jobs.map_or_else(processors, usize::from);
        run_cases(project, &cases, jobs, report).finish()
    }
}

/// Leaves out, and says so, the cases whose host was not built; the build has been counted as the failure.
fn without_broken<'a>(mut cases: Vec<Case<'a>>, broken: &[(Flavour, Product)]) -> Vec<Case<'a>> {
    for build in broken {
        let before = cases.len();
        cases.retain(|case| case.needs() != *build);
        say(&format!(
            "not run, for lack of the {} of {}: {} Lua tests",
            build.1,
            build.0,
            before - cases.len()
        ));
    }
    cases
}

impl Case<'_> {
    fn needs(&self) -> (Flavour, Product) {
        let product = match self.host.kind {
            HostKind::Runner => Product::Runner,
            HostKind::Stock => Product::Module,
        };
        (self.host.flavour, product)
    }
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// How the cases of one host went: passed, failed.
type Tally = BTreeMap<(Flavour, HostKind), (usize, usize)>;

/// Runs the cases, `jobs` at a time, and says how they went in each host.
fn run_cases(project: &Project, cases: &[Case<'_>], jobs: usize, report: Report) -> Report {
    let next = AtomicUsize::new(0);
    let shared = Mutex::new((report, Tally::new()));
    thread::scope(|scope| {
        for _ in 0..jobs.min(cases.len()) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if process::interrupted() {
                        break;
                    }
                    let failure = case.script.run(project, &case.host);
                    let mut guard = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    let (report, tally) = &mut *guard;
                    count(case, failure.as_ref(), report, tally);
                }
            });
        }
    });
    let (report, tally) = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !tally.is_empty() {
        say("\nLua tests:");
    }
    for ((flavour, kind), (passed, failed)) in tally {
        say(&format!("  {flavour:<7} {kind:<7} {passed:>4} ok, {failed} not"));
    }
    report
}

fn count(case: &Case<'_>, failure: Option<&Failure>, report: &mut Report, tally: &mut Tally) {
    let (passed, failed) = tally.entry((case.host.flavour, case.host.kind)).or_default();
    match failure {
        None => {
            *passed += 1;
            report.pass(1);
        }
        Some(failure) => {
            *failed += 1;
            report.fail(&case.script.name_in(&case.host), failure, 1);
        }
    }
}
