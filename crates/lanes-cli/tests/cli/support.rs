//! Running the runner.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a run has left.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The run went well and printed this.
    #[track_caller]
    pub fn prints(&self, expected: &str) {
        assert_eq!((self.out.as_str(), self.err.as_str(), self.code), (expected, "", Some(0)));
    }

    /// The run failed with a message that contains this.
    #[track_caller]
    pub fn fails(&self, expected: &str) {
        assert!(self.err.contains(expected), "{expected:?} is not in {:?}", self.err);
        assert_eq!(self.code, Some(1), "stderr: {}", self.err);
    }
}

/// A command that runs `lanes` under that name and in a clean environment.
pub fn command<S: AsRef<OsStr>>(args: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lanes"));
    std::os::unix::process::CommandExt::arg0(&mut command, "lanes");
    for (name, _) in std::env::vars_os() {
        if ["LUA_", "LANES_"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn finish(child: Child) -> Run {
    let output = child.wait_with_output().expect("wait");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

pub fn lanes(args: &[&str]) -> Run {
    finish(command(args).spawn().expect("spawn"))
}

pub fn lanes_env(variables: &[(&str, &str)], args: &[&str]) -> Run {
    finish(command(args).envs(variables.iter().copied()).spawn().expect("spawn"))
}

pub fn lanes_stdin(input: &str, args: &[&str]) -> Run {
    let mut child = command(args).stdin(Stdio::piped()).spawn().expect("spawn");
    // It may be gone already: not every option reads its input.
    let _ = child.stdin.take().expect("stdin").write_all(input.as_bytes());
    finish(child)
}

/// A script in a file of its own, removed when the test ends.
pub struct Script(PathBuf);

impl Script {
    pub fn new(code: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("lanes-cli-{}-{}.lua", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::write(&path, code).expect("write the script");
        Self(path)
    }

    pub fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
