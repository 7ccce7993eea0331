//! Runs one command in a process group of its own, under a deadline, and keeps what it printed.
//!
//! The group is the point: a test that hangs may have started processes too, and all of them have to go.

use std::io::{self, Read};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What is kept of each output stream; the rest is read and thrown away.
const KEPT: usize = 4 << 20;

/// How long an output stream may stay open once the whole group is gone: only a process that left the group can hold
/// it, and nobody waits for that one.
const GRACE: Duration = Duration::from_secs(2);

/// Set by SIGINT and SIGTERM. The commands are in groups of their own, so the terminal does not signal them: every
/// waiting loop looks here and ends its group.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether somebody asked us to stop.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

extern "C" fn note_interrupt(_signal: libc::c_int) {
    INTERRUPTED.store(true, Ordering::Relaxed);
}

/// Makes SIGINT and SIGTERM end the running commands first.
pub fn install_interrupt_handlers() {
    let handler = note_interrupt as extern "C" fn(libc::c_int) as libc::sighandler_t;
    for signal in [libc::SIGINT, libc::SIGTERM] {
        // SAFETY: the handler only stores to an atomic, which is async-signal-safe, and lives as long as the program.
        unsafe { libc::signal(signal, handler) };
    }
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// It exited, with this status.
    Exited(i32),
    /// It was killed by this signal.
    Signalled(i32),
    /// It was still running at the deadline, and was killed.
    TimedOut,
    /// We were told to stop, and killed it.
    Interrupted,
}

/// A command that is over.
pub struct Finished {
    /// How it ended.
    pub end: End,
    /// Its standard output, cut at 4 MiB, invalid UTF-8 replaced.
    pub stdout: String,
    /// Its standard error, likewise.
    pub stderr: String,
    /// How long it ran.
    pub took: Duration,
}

impl Finished {
    /// Both streams, one after the other.
    pub fn output(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Runs `command` without standard input until it exits or `limit` has passed; then ends every process of its group,
/// those included that an otherwise finished command left behind.
pub fn run(command: &mut Command, limit: Duration) -> io::Result<Finished> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()?;
    let stdout = child.stdout.take().map(Capture::start);
    let stderr = child.stderr.take().map(Capture::start);
    let pid = child.id();
    let stopped = wait_until_exited(pid, start + limit)?;
    let took = start.elapsed();
    // The leader has not been reaped yet, so that its id, which is the group's, cannot belong to anybody else.
    kill_group(pid);
    let status = child.wait()?;
    let end = stopped.unwrap_or_else(|| end_of(status));
    Ok(Finished { end, stdout: collect(stdout), stderr: collect(stderr), took })
}

fn collect(capture: Option<Capture>) -> String {
    capture.map(Capture::finish).unwrap_or_default()
}

fn end_of(status: ExitStatus) -> End {
    status.code().map_or_else(|| End::Signalled(status.signal().unwrap_or(0)), End::Exited)
}

/// Waits for the process, without reaping it; says why if it had to give up.
fn wait_until_exited(pid: u32, deadline: Instant) -> io::Result<Option<End>> {
    let mut pause = Duration::from_millis(1);
    loop {
        if has_exited(pid)? {
            return Ok(None);
        }
        if interrupted() {
            return Ok(Some(End::Interrupted));
        }
        if Instant::now() >= deadline {
            return Ok(Some(End::TimedOut));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

fn has_exited(pid: u32) -> io::Result<bool> {
    // SAFETY: `siginfo_t` is a plain C structure, for which all zeroes is a value.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    let flags = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
    // SAFETY: `info` is writable for the whole call, and waitid keeps no pointer to it.
    let result = unsafe { libc::waitid(libc::P_PID, pid as libc::id_t, &raw mut info, flags) };
    if result == 0 {
        return Ok(info.si_signo == libc::SIGCHLD);
    }
    let error = io::Error::last_os_error();
    if error.kind() == io::ErrorKind::Interrupted { Ok(false) } else { Err(error) }
}

fn kill_group(leader: u32) {
    if let Ok(group) = libc::pid_t::try_from(leader) {
        // SAFETY: kill takes no pointer. The group is the one `run` made for its child.
        unsafe { libc::kill(-group, libc::SIGKILL) };
    }
}

/// The name of a signal, for reports.
pub fn signal_name(signal: i32) -> String {
    let known = [
        (libc::SIGABRT, "SIGABRT"),
        (libc::SIGBUS, "SIGBUS"),
        (libc::SIGFPE, "SIGFPE"),
        (libc::SIGILL, "SIGILL"),
        (libc::SIGINT, "SIGINT"),
        (libc::SIGKILL, "SIGKILL"),
        (libc::SIGPIPE, "SIGPIPE"),
        (libc::SIGSEGV, "SIGSEGV"),
        (libc::SIGSYS, "SIGSYS"),
        (libc::SIGTERM, "SIGTERM"),
        (libc::SIGTRAP, "SIGTRAP"),
    ];
    let found = known.iter().find(|(number, _)| *number == signal);
    found.map_or_else(|| format!("signal {signal}"), |(_, name)| (*name).to_owned())
}

/// A thread that reads a stream to its end, and what it has read so far.
struct Capture {
    /// Written by the reader, taken once by `finish`.
    kept: Arc<Mutex<Vec<u8>>>,
    /// Disconnected by the reader when the stream ends.
    done: Receiver<()>,
}

impl Capture {
    fn start(mut stream: impl Read + Send + 'static) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (sender, done) = mpsc::channel();
        let target = Arc::clone(&kept);
        thread::spawn(move || {
            let _ended: mpsc::Sender<()> = sender;
            let mut buffer = [0; 16 << 10];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                let mut kept = target.lock().unwrap_or_else(PoisonError::into_inner);
                let room = KEPT.saturating_sub(kept.len()).min(count);
                kept.extend_from_slice(&buffer[..room]);
            }
        });
        Self { kept, done }
    }

    fn finish(self) -> String {
        // Either outcome is fine: the stream has ended, or a process outside the group holds it open.
        let _ = self.done.recv_timeout(GRACE);
        let bytes = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Finished {
        run(Command::new("sh").args(["-c", script]), limit).expect("sh starts")
    }

    #[test]
    fn both_streams_and_the_status_are_kept() {
        let done = shell("echo out; echo err >&2; exit 3", Duration::from_secs(10));
        assert_eq!(
            (done.end, done.stdout.as_str(), done.stderr.as_str()),
            (End::Exited(3), "out\n", "err\n")
        );
    }

    #[test]
    fn a_signal_is_told_from_a_status() {
        let done = shell("kill -SEGV $$", Duration::from_secs(10));
        assert_eq!(done.end, End::Signalled(libc::SIGSEGV));
        assert_eq!(signal_name(libc::SIGSEGV), "SIGSEGV");
    }

    #[test]
    fn a_hanging_group_is_killed_with_its_children() {
        let done = shell("echo before; sleep 60 & sleep 60", Duration::from_millis(300));
        assert_eq!((done.end, done.stdout.as_str()), (End::TimedOut, "before\n"));
        assert!(done.took < Duration::from_secs(10));
    }

    #[test]
    fn a_process_left_behind_does_not_hold_the_output() {
        let start = Instant::now();
        let done = shell("sleep 60 & echo done", Duration::from_secs(30));
        assert_eq!((done.end, done.stdout.as_str()), (End::Exited(0), "done\n"));
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
