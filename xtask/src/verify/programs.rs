//! The steps that run one Lua program of `tests/verify` in many hosts, or with many seeds.

use super::sample::Random;
use super::{Verify, processors};
use crate::flavour::Flavour;
use crate::process;
use crate::report::{Failure, say};
use crate::script::{Host, HostKind};
use std::time::Duration;

/// One run of a program.
struct Run {
    host: Host,
    script: &'static str,
    arguments: Vec<String>,
    limit: Duration,
}

impl Run {
    fn new(host: &Host, script: &'static str, arguments: &[u64], limit: u64) -> Self {
        let arguments = arguments.iter().map(u64::to_string).collect();
        Self { host: host.clone(), script, arguments, limit: Duration::from_secs(limit) }
    }

    fn name(&self) -> String {
        format!("{} {} [{} {}]", self.script, self.arguments.join(" "), self.host.flavour, self.host.kind)
    }
}

/// Runs the programs, `jobs` at a time; prints what those say that `show` it.
fn run_all(verify: &mut Verify<'_>, runs: &[Run], jobs: usize, show: bool) {
    verify.each("runs", runs, jobs, Run::name, |verify, run| {
        let mut command = verify.lua(&run.host, run.script, &run.arguments);
        match process::run(&mut command, run.limit) {
            Ok(finished) => {
                if show && !finished.stdout.is_empty() {
                    say(&format!("{}: {}", run.name(), finished.stdout.trim_end().replace('\n', "; ")));
                }
                Failure::unless_exited(&finished, 0)
            }
            Err(error) => Some(Failure::plain(format!("does not start: {error}"))),
        }
    });
}

/// The hosts that a quick form without much to say about the Lua uses: the usual Lua and the most different one.
fn few_hosts(verify: &mut Verify<'_>) -> Vec<Host> {
    let hosts = verify.all_hosts();
    if verify.options.full {
        return hosts;
    }
    let few = [
        (Flavour::Lua54, HostKind::Runner),
        (Flavour::LuaJit, HostKind::Stock),
        (Flavour::Lua51, HostKind::Stock),
    ];
    hosts.into_iter().filter(|host| few.contains(&(host.flavour, host.kind))).collect()
}

/// Hosts that load, close and load, with several states and threads, and forks.
pub fn hosts(verify: &mut Verify<'_>) {
    for flavour in verify.options.flavours() {
        verify.build_host_module(flavour);
    }
    let rounds = verify.form(2, 100);
    let hosts = verify.all_hosts();
    let runs: Vec<Run> =
        hosts.iter().map(|host| Run::new(host, "hosts.lua", &[rounds], 60 + 20 * rounds)).collect();
    run_all(verify, &runs, processors(), false);
}

/// Producers and consumers that are cancelled at any moment.
pub fn stress(verify: &mut Verify<'_>) {
    let (brief, long) = (verify.seconds(4, 60), verify.seconds(8, 600));
    let mut runs = Vec::new();
    for host in few_hosts(verify) {
        let seconds =
            if (host.flavour, host.kind) == (Flavour::Lua54, HostKind::Runner) { long } else { brief };
        for lanes in [2, 64] {
            runs.push(Run::new(&host, "stress.lua", &[seconds, lanes, verify.seed], seconds + 120));
        }
    }
    run_all(verify, &runs, processors(), true);
}

/// Many lanes, messages and keys.
pub fn soak(verify: &mut Verify<'_>) {
    let counts = verify.form([5_000, 100_000, 100_000], [1_000_000, 10_000_000, 10_000_000]);
    let flavour = Flavour::Lua54;
    if verify.build(flavour, crate::build::Product::Runner) {
        let host = Host::runner(verify.project, flavour);
        let run = Run::new(&host, "soak.lua", &counts, verify.form(120, 3600));
        run_all(verify, &[run], 1, true);
    }
}

/// Random calls.
pub fn random(verify: &mut Verify<'_>) {
    let (runs_per_host, rounds) = verify.form((2, 15), (40, 100));
    let mut random = Random::new(verify.seed);
    let hosts = verify.all_hosts();
    let mut runs = Vec::new();
    for host in &hosts {
        for _ in 0..runs_per_host {
            runs.push(Run::new(host, "random.lua", &[random.next() % 1_000_000, rounds], 60 + 15 * rounds));
        }
    }
    run_all(verify, &runs, processors() * 2, false);
}
