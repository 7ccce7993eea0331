//! What ends a script from outside: the interrupt, and a closed pipe.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::IS_JIT;
use super::support::{command, finish};

/// Starts a script and waits until it has called `ready`.
fn started(code: &str) -> (Child, BufReader<ChildStdout>) {
    let script = format!("local function ready() io.write('ready\\n') io.flush() end {code}");
    let args = if IS_JIT { vec!["-joff", "-e", &script] } else { vec!["-e", &script] };
    let mut child = command(&args).spawn().expect("spawn");
    let mut out = BufReader::new(child.stdout.take().expect("stdout"));
    wait_for_line(&mut out);
    (child, out)
}

fn wait_for_line(out: &mut BufReader<ChildStdout>) {
    let mut line = String::new();
    out.read_line(&mut line).expect("read");
    assert_eq!(line, "ready\n");
}

fn interrupt(child: &Child) {
    let pid = libc::pid_t::try_from(child.id()).expect("pid");
    // SAFETY: a plain system call on a process of ours that has not been waited for.
    unsafe { libc::kill(pid, libc::SIGINT) };
}

#[test]
fn an_interrupt_stops_the_script() {
    let (child, _out) = started("ready() while true do end");
    interrupt(&child);
    let run = finish(child);
    run.fails("interrupted!\nstack traceback:\n");
    assert!(run.err.starts_with("lanes: "), "{}", run.err);
}

#[test]
fn an_interrupt_can_be_caught() {
    let (child, mut out) =
        started("print(pcall(function() ready() while true do end end)) io.flush() while true do end");
    interrupt(&child);
    let mut line = String::new();
    out.read_line(&mut line).expect("read");
    assert!(line.starts_with("false\t") && line.ends_with("interrupted!\n"), "{line}");
    // The second one in the same call ends the process, as with lua.c.
    interrupt(&child);
    assert_eq!(finish(child).code, None);
}

/// Every wait of the main script is ended at once, also in a coroutine; each of these would wait for ever. The lane sleeps
/// before: it would see a soft request otherwise, and end.
#[test]
fn an_interrupt_ends_a_wait() {
    let head = "local lanes = require 'lanes'.configure { shutdown_timeout = 0 } local l = lanes.linda() l:limit('k', 0) \
        local lock = lanes.genlock(l, 'lock', 1) lock(1) \
        local h = lanes.gen('*', function() while not cancel_test() do l:receive('never') end end)() \
        while h.status ~= 'waiting' do lanes.sleep(0.001) end";
    for wait in [
        "l:receive('never')",
        "l:receive(l.batched, 'never', 2)",
        "l:send('k', 1)",
        "h:join()",
        "local x = h[1]",
        "lanes.sleep(-1)",
        "lock(1)",
        "h:cancel('soft', 1e9)",
        "coroutine.wrap(function() l:receive('never') end)()",
        "while true do l:receive(0.001, 'never') end",
    ] {
        let (child, mut out) = started(&format!("{head} ready() {wait} print('not stopped')"));
        interrupt(&child);
        finish(child).fails("interrupted!\n");
        let mut rest = String::new();
        out.read_to_string(&mut rest).expect("read");
        assert_eq!(rest, "", "{wait}");
    }
}

/// An interrupt is over when it has stopped the script: what waits next does wait.
#[test]
fn an_interrupt_ends_one_wait() {
    let (child, mut out) = started(
        "local lanes = require 'lanes'.configure() local l = lanes.linda() \
        print(pcall(function() ready() local k = l:receive('never') return k end)) io.flush() \
        lanes.gen('*', function() l:send('k', 'value') end)() print(l:receive('k')) io.flush()",
    );
    interrupt(&child);
    let mut line = String::new();
    out.read_line(&mut line).expect("read");
    assert!(line.starts_with("false\t") && line.ends_with("interrupted!\n"), "{line}");
    line.clear();
    out.read_line(&mut line).expect("read");
    assert_eq!(line, "k\tvalue\n");
    assert_eq!(finish(child).code, Some(0));
}

#[test]
fn the_prompt_survives_an_interrupt() {
    let mut child = command(&["-i"]).stdin(Stdio::piped()).spawn().expect("spawn");
    let mut input: ChildStdin = child.stdin.take().expect("stdin");
    let off = if IS_JIT { "jit.off()\n" } else { "" };
    write!(input, "{off}_PROMPT = ''\nio.write('ready\\n') io.flush() while true do end\n").expect("write");
    let mut out = BufReader::new(child.stdout.take().expect("stdout"));
    let mut line = String::new();
    while !line.ends_with("ready\n") {
        assert_ne!(out.read_line(&mut line).expect("read"), 0, "{line}");
    }
    interrupt(&child);
    input.write_all(b"print('alive')\n").expect("write");
    drop(input);
    line.clear();
    out.read_line(&mut line).expect("read");
    assert_eq!(line, "alive\n");
    let run = finish(child);
    assert_eq!(run.code, Some(0));
    assert!(run.err.contains("interrupted!"), "{}", run.err);
}

#[test]
fn a_closed_pipe_ends_the_script() {
    let (mut child, out) = started("ready() while true do print('more') end");
    drop(out);
    assert_eq!(child.wait().expect("wait").code(), None);
}
