//! The runner from outside: every option, the exit codes, the prompt and the interrupt, on whichever Lua it is built for.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const IS_51: bool = cfg!(any(feature = "lua51", feature = "luajit"));
const HAS_WARNINGS: bool = cfg!(any(feature = "lua54", feature = "lua55"));
const IS_JIT: bool = cfg!(feature = "luajit");

/// What a run has left.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    /// The run went well and printed this.
    #[track_caller]
    fn prints(&self, expected: &str) {
        assert_eq!((self.out.as_str(), self.err.as_str(), self.code), (expected, "", Some(0)));
    }

    /// The run failed with a message that contains this.
    #[track_caller]
    fn fails(&self, expected: &str) {
        assert!(self.err.contains(expected), "{expected:?} is not in {:?}", self.err);
        assert_eq!(self.code, Some(1), "stderr: {}", self.err);
    }
}

/// A command that runs `lanes` under that name and in a clean environment.
fn command<S: AsRef<OsStr>>(args: &[S]) -> Command {
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

fn finish(child: Child) -> Run {
    let output = child.wait_with_output().expect("wait");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn lanes(args: &[&str]) -> Run {
    finish(command(args).spawn().expect("spawn"))
}

fn lanes_env(variables: &[(&str, &str)], args: &[&str]) -> Run {
    finish(command(args).envs(variables.iter().copied()).spawn().expect("spawn"))
}

fn lanes_stdin(input: &str, args: &[&str]) -> Run {
    let mut child = command(args).stdin(Stdio::piped()).spawn().expect("spawn");
    // It may be gone already: not every option reads its input.
    let _ = child.stdin.take().expect("stdin").write_all(input.as_bytes());
    finish(child)
}

/// A script in a file of its own, removed when the test ends.
struct Script(PathBuf);

impl Script {
    fn new(code: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("lanes-cli-{}-{}.lua", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::write(&path, code).expect("write the script");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn version_is_one_line_naming_both_programs() {
    let run = lanes(&["--version"]);
    let name = if IS_JIT { "LuaJIT 2.1." } else { "Lua 5." };
    assert!(run.out.starts_with(&format!("Lanes {} ({name}", env!("CARGO_PKG_VERSION"))), "{}", run.out);
    assert!(run.out.ends_with(")\n") && run.out.lines().count() == 1, "{}", run.out);
    lanes(&["-v"]).prints(&run.out);
    lanes(&["-v", "-e", "print(1)"]).prints(&format!("{}1\n", run.out));
}

#[test]
fn help_goes_to_stdout_and_a_bad_option_to_stderr() {
    let run = lanes(&["--help"]);
    assert!(run.out.starts_with("usage: lanes [options] [script [args]]\n"), "{}", run.out);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    for option in ["-x", "-vi", "--what", "-Ex", if HAS_WARNINGS { "-Wx" } else { "-W" }] {
        lanes(&[option]).fails(&format!("lanes: unrecognized option '{option}'\nusage: lanes "));
    }
    lanes(&["-e"]).fails("lanes: '-e' needs argument\nusage: ");
    lanes(&["-l"]).fails("lanes: '-l' needs argument\nusage: ");
}

#[test]
fn chunks_run_in_order_before_the_script() {
    let script = Script::new("print('script', x, ...)");
    lanes(&["-e", "x = 1 print('first')", "-ex = x + 1", script.path(), "a", "-b"])
        .prints("first\nscript\t2\ta\t-b\n");
    lanes(&["-e", "print(1)", "-e", "error('no')", "-e", "print(2)"]).fails("lanes: (command line):1: no\n");
}

#[test]
fn modules_are_required_by_option() {
    lanes(&["-l", "string", "-lmath", "-e", "print(string.rep('x', 2))"]).prints("xx\n");
    lanes(&["-l", "no.such.module"]).fails("module 'no.such.module' not found");
    let dir = std::env::temp_dir();
    let module = Script::new("return {name = ...}");
    let name = module.0.file_stem().and_then(OsStr::to_str).expect("UTF-8");
    let path = format!("{}/?.lua", dir.display());
    if HAS_WARNINGS {
        let word = format!("g={name}");
        lanes_env(&[("LUA_PATH", &path)], &["-l", &word, "-e", "print(g.name)"]).prints(&format!("{name}\n"));
    }
    let code = format!("local g = _G['{}'] print(g and g.name)", if HAS_WARNINGS { "lanes" } else { name });
    let expected = if IS_51 { "nil".to_owned() } else { name.to_owned() };
    lanes_env(&[("LUA_PATH", &path)], &["-l", name, "-e", &code]).prints(&format!("{expected}\n"));
}

#[test]
fn arg_has_everything_around_the_script() {
    let list = "for i = -9, 9 do if arg[i] then io.write(i, '=', arg[i], ' ') end end print(...)";
    let script = Script::new(list);
    let path = script.path();
    lanes(&["-e", "", "--", path, "a", "b"])
        .prints(&format!("-4=lanes -3=-e -2= -1=-- 0={path} 1=a 2=b a\tb\n"));
    lanes(&["-e", list]).prints(&format!("0=lanes 1=-e 2={list} \n"));
    lanes_stdin(list, &["-", "a"]).prints("-1=lanes 0=- 1=a a\n");
    lanes(&["-e", "arg = {'x', 'y'}", path]).prints("1=x 2=y x\ty\n");
    lanes(&["-e", "arg = 1", path]).fails("'arg' is not a table");
}

#[test]
fn stdin_is_a_script_when_it_is_no_terminal() {
    lanes_stdin("#!shebang\nprint('hello', arg[0])", &[]).prints("hello\tlanes\n");
    lanes_stdin("return", &["-"]).prints("");
    lanes_stdin("error('bad')", &[]).fails("lanes: stdin:1: bad\nstack traceback:\n");
    lanes_stdin("error('bad')", &["-"]).fails("lanes: stdin:1: bad\nstack traceback:\n");
    lanes_stdin("print(1)", &["-e", "print(2)"]).prints("2\n");
}

#[test]
fn errors_are_reported_with_a_traceback() {
    let script = Script::new("local function f() error('deep') end\nf()\n");
    let run = lanes(&[script.path()]);
    run.fails(&format!("{}:1: deep\nstack traceback:\n\t[C]: in ", script.path()));
    assert!(run.err.starts_with("lanes: "), "{}", run.err);
    assert_eq!(run.err.matches("in main chunk").count(), 1, "{}", run.err);
    lanes(&["-e", "x = = 1"]).fails("lanes: (command line):1: unexpected symbol near '='\n");
    lanes(&["/no/such/file.lua"]).fails("lanes: cannot open /no/such/file.lua");
}

#[test]
fn error_values_of_any_type_are_reported() {
    lanes(&["-e", "error({})"]).fails("lanes: (error object is a table value)\nstack traceback:\n");
    lanes(&["-e", "error(io.stdout)"]).fails("lanes: file (0x");
    lanes(&["-e", "error(nil)"]).fails("lanes: (error object is a nil value)");
    lanes(&["-e", "error(42, 0)"]).fails("lanes: 42\nstack traceback:\n");
    let run = lanes(&["-e", "error(setmetatable({}, {__tostring = function() return 'mine' end}))"]);
    run.fails("lanes: mine\n");
    assert_eq!(run.err, "lanes: mine\n");
    lanes(&["-e", "error(setmetatable({}, {__tostring = function() return 1 end}))"]).fails("lanes: ");
}

#[test]
fn lua_init_runs_first_unless_told_otherwise() {
    lanes_env(&[("LUA_INIT", "print('init')")], &["-e", "print('chunk')"]).prints("init\nchunk\n");
    let script = Script::new("print('file')");
    let file = format!("@{}", script.path());
    lanes_env(&[("LUA_INIT", &file)], &["-e", ""]).prints("file\n");
    lanes_env(&[("LUA_INIT", "error('x')")], &["-e", "print(1)"]).fails("lanes: LUA_INIT:1: x");
    if !IS_51 {
        let name = match () {
            () if cfg!(feature = "lua52") => "LUA_INIT_5_2",
            () if cfg!(feature = "lua53") => "LUA_INIT_5_3",
            () if cfg!(feature = "lua54") => "LUA_INIT_5_4",
            () => "LUA_INIT_5_5",
        };
        lanes_env(&[("LUA_INIT", "print(1)"), (name, "print(2)")], &["-e", ""]).prints("2\n");
        lanes_env(&[(name, "error('x')")], &["-e", ""]).fails(&format!("lanes: {name}:1: x"));
    }
}

#[test]
fn the_environment_can_be_ignored() {
    let variables =
        [("LUA_INIT", "print('init')"), ("LUA_PATH", "/here/?.lua"), ("LUA_CPATH", "/there/?.so")];
    let code = "print(package.path:match('here'), package.cpath:match('there'), os.getenv('LUA_PATH'))";
    lanes_env(&variables[1..], &["-e", code]).prints("here\tthere\t/here/?.lua\n");
    lanes_env(&variables, &["-E", "-e", code]).prints("nil\tnil\t/here/?.lua\n");
}

#[test]
fn warnings_are_off_until_asked_for() {
    if HAS_WARNINGS {
        assert_eq!(lanes(&["-W", "-e", "warn('careful')"]).err, "Lua warning: careful\n");
        lanes(&["-e", "warn('careful')"]).prints("");
        assert_eq!(lanes(&["-e", "warn('@on') warn('careful')"]).err, "Lua warning: careful\n");
    }
}

#[test]
fn the_state_is_closed_in_the_end() {
    let proxy = if IS_51 {
        "x = newproxy(true) getmetatable(x).__gc = function() print('closed') end"
    } else {
        "x = setmetatable({}, {__gc = function() print('closed') end})"
    };
    lanes(&["-e", proxy]).prints("closed\n");
    assert_eq!(lanes(&["-e", proxy, "-e", "error('x')"]).out, "closed\n");
    assert!(lanes_stdin("", &["-i", "-e", proxy]).out.ends_with("closed\n"));
    assert_eq!(lanes(&["-e", "os.exit(7)"]).code, Some(7));
}

#[test]
fn lanes_is_built_in() {
    let code = "print(type(package.preload['lanes']), type(package.preload['lanes.core']))";
    lanes(&["-e", code]).prints("function\tfunction\n");
}

/// What the prompt prints for this input, without the version and the last newline.
fn prompt(input: &str) -> (String, String) {
    let run = lanes_stdin(input, &["-i"]);
    assert_eq!(run.code, Some(0));
    let skipped = if IS_JIT { 2 } else { 1 };
    let out: Vec<_> = run.out.splitn(skipped + 1, '\n').collect();
    (out[skipped].strip_suffix("> \n").expect("a prompt at the end").to_owned(), run.err)
}

#[test]
fn the_prompt_evaluates_expressions_and_statements() {
    let clean = |text: &str| (text.to_owned(), String::new());
    assert_eq!(prompt("1 + 1, 'x'\n"), clean("> 2\tx\n"));
    assert_eq!(prompt("= 3\n"), clean("> 3\n"));
    assert_eq!(prompt("x = 4\nx\n"), clean("> > 4\n"));
    assert_eq!(prompt("for i = 1, 2 do\nprint(i)\nend\n"), clean("> >> >> 1\n2\n"));
    assert_eq!(prompt("t = {\n\n5}\nt[1]\n"), clean("> >> >> > 5\n"));
    assert_eq!(
        prompt("_PROMPT, _PROMPT2 = 'a:', 'b:'\nx = (\n6)\nx\n_PROMPT = nil\n"),
        clean("> a:b:a:6\na:")
    );
    assert_eq!(prompt("io.read('*l')\nnot code\n7"), clean("> not code\n> 7\n"));
    assert_eq!(prompt("nil\n"), clean("> nil\n"));
    assert_eq!(prompt("\n-- nothing\n(function() end)()\n"), clean("> > > "));
}

#[test]
fn the_prompt_survives_errors() {
    let (out, err) = prompt("error('no')\nx = = 1\nerror({})\n8\n");
    assert_eq!(out, "> > > > 8\n");
    assert!(err.starts_with("stdin:1: no\nstack traceback:\n"), "{err}");
    assert!(err.contains("\nstdin:1: unexpected symbol near '='\n"), "{err}");
    assert!(err.contains("\n(error object is a table value)\n"), "{err}");
    assert!(prompt("print = function() error('p', 0) end\n1\n").1.contains("error calling 'print' (p)\n"));
    assert!(prompt("f(\n").1.contains("<eof>"));
    assert!(prompt("_PROMPT = setmetatable({}, {__tostring = error})\n").0.starts_with("> "));
}

#[test]
fn the_prompt_follows_a_script() {
    let script = Script::new("x = 'from the script'");
    let run = lanes_stdin("x\n", &["-i", script.path()]);
    assert!(run.out.ends_with("> from the script\n> \n"), "{}", run.out);
    let script = Script::new("error('no prompt')");
    let run = lanes_stdin("print('prompt')\n", &["-i", script.path()]);
    run.fails("no prompt");
    assert!(!run.out.contains('>'), "{}", run.out);
}

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

/// Every wait of the main script is ended at once, also in a coroutine; each of these would wait for ever.
#[test]
fn an_interrupt_ends_a_wait() {
    let head = "local lanes = require 'lanes'.configure { shutdown_timeout = 0 } local l = lanes.linda() l:limit('k', 0) \
        local lock = lanes.genlock(l, 'lock', 1) lock(1) \
        local h = lanes.gen('*', function() while not cancel_test() do l:receive('never') end end)()";
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

#[cfg(feature = "luajit")]
#[test]
fn the_compiler_is_controlled_by_option() {
    let status = "print((jit.status()))";
    lanes(&["-j", "off", "-e", status]).prints("false\n");
    lanes(&["-joff", "-jon", "-e", status]).prints("true\n");
    lanes(&["-O0", "-e", "print(select('#', jit.status()) > 0)"]).prints("true\n");
    lanes(&["-Ohotloop=10", "-O-cse", "-e", "print(1)"]).prints("1\n");
    lanes(&["-Onothing"]).fails("lanes: ");
    lanes(&["-j", "nothing"]).fails("lanes: unknown luaJIT command or jit.* modules not installed\n");
    lanes(&["-j"]).fails("lanes: '-j' needs argument\n");
    let start = "package.preload['jit.mine'] = function() return {start = print} end";
    let init = [("LUA_INIT", start)];
    lanes_env(&init, &["-j", "mine=a,,b", "-e", ""]).prints("a\tnil\tb\n");
    lanes_env(&init, &["-jmine", "-e", ""]).prints("\n");
}

/// Debian's directory of C modules for this Lua.
fn module_directory() -> Option<PathBuf> {
    let version = match () {
        () if IS_51 => "5.1",
        () if cfg!(feature = "lua52") => "5.2",
        () if cfg!(feature = "lua53") => "5.3",
        () if cfg!(feature = "lua54") => "5.4",
        () => "5.5",
    };
    let directory = Path::new("/usr/lib/x86_64-linux-gnu/lua").join(version);
    directory.join("lfs.so").exists().then_some(directory)
}

#[test]
fn the_api_can_be_chosen() {
    let code = ["-e", "print(require 'lanes'.ABOUT.version)"];
    let with = |first: &[&'static str]| [first, &code].concat();
    let (v3, v4) = ("3.14.0\n", "4.0.1\n");
    lanes(&code).prints(v3);
    lanes(&with(&["--api", "4"])).prints(v4);
    lanes(&with(&["--api=4"])).prints(v4);
    lanes_env(&[("LANES_API", "4")], &code).prints(v4);
    lanes_env(&[("LANES_API", "4")], &with(&["--api=3"])).prints(v3);
    lanes_env(&[("LANES_API", "4")], &with(&["-E"])).prints(v3);
    lanes_env(&[("LANES_API", "nonsense")], &code).prints(v3);
    lanes(&["--api=5"]).fails("unrecognized option '--api=5'");
    lanes(&["--api"]).fails("'--api' needs argument");
    lanes(&["--api", "x"]).fails("'--api' needs argument");
}

/// Runs where lua-filesystem is installed, which Debian has for 5.1 to 5.4.
#[test]
fn c_modules_find_their_symbols() {
    let Some(directory) = module_directory() else { return };
    let path = format!("{}/?.so", directory.display());
    let code = "local lfs = require 'lfs' print(lfs.attributes('/', 'mode'))";
    lanes_env(&[("LUA_CPATH", &path)], &["-e", code]).prints("directory\n");
}

/// Every function of the API must be there for C modules, called by us or not.
#[cfg(target_os = "linux")]
#[test]
fn the_whole_api_is_exported() {
    let Ok(output) = Command::new("nm").args(["-D", "--defined-only", env!("CARGO_BIN_EXE_lanes")]).output()
    else {
        return;
    };
    let symbols = String::from_utf8(output.stdout).expect("UTF-8");
    let has = |name: &str| symbols.lines().any(|line| line.ends_with(&format!(" {name}")));
    let common = "lua_atpanic lua_checkstack lua_close lua_concat lua_createtable lua_dump lua_error lua_gc \
        lua_getallocf lua_gethook lua_gethookcount lua_gethookmask lua_getinfo lua_getlocal lua_getmetatable \
        lua_getstack lua_getupvalue lua_iscfunction lua_isnumber lua_isstring lua_isuserdata lua_load lua_newstate \
        lua_newthread lua_next lua_pushboolean lua_pushcclosure lua_pushfstring lua_pushinteger \
        lua_pushlightuserdata lua_pushlstring lua_pushnil lua_pushnumber lua_pushstring lua_pushthread lua_pushvalue \
        lua_pushvfstring lua_rawequal lua_rawget lua_rawgeti lua_rawset lua_rawseti lua_resume lua_setallocf \
        lua_setfield lua_sethook lua_setlocal lua_setmetatable lua_settable lua_settop lua_setupvalue lua_status \
        lua_toboolean lua_tocfunction lua_tolstring lua_topointer lua_tothread lua_touserdata lua_type lua_typename \
        lua_xmove luaL_addlstring luaL_addstring luaL_addvalue luaL_argerror luaL_buffinit luaL_callmeta \
        luaL_checkany luaL_checkinteger luaL_checklstring luaL_checknumber luaL_checkoption luaL_checkstack \
        luaL_checktype luaL_checkudata luaL_error luaL_getmetafield luaL_gsub luaL_loadstring luaL_newmetatable \
        luaL_newstate luaL_optinteger luaL_optlstring luaL_optnumber luaL_pushresult luaL_ref luaL_unref luaL_where \
        luaopen_base luaopen_debug luaopen_io luaopen_math luaopen_os luaopen_package luaopen_string luaopen_table";
    let added = match () {
        () if IS_JIT => {
            "lua_cpcall lua_upvalueid lua_upvaluejoin luaL_traceback luaL_openlib luaJIT_setmode \
            luaJIT_profile_start luaopen_bit luaopen_ffi luaopen_jit"
        }
        () if IS_51 => {
            "lua_cpcall lua_equal lua_lessthan lua_objlen lua_setlevel luaL_openlib luaL_prepbuffer"
        }
        () => {
            "lua_absindex lua_arith lua_compare lua_len lua_pcallk lua_callk lua_yieldk lua_rawgetp lua_rawsetp \
            lua_upvalueid lua_upvaluejoin luaL_buffinitsize luaL_checkversion_ luaL_execresult luaL_fileresult \
            luaL_len luaL_pushresultsize luaL_requiref luaL_setfuncs luaL_testudata luaL_tolstring luaL_traceback"
        }
    };
    let newest = if HAS_WARNINGS {
        "lua_closeslot lua_toclose lua_setwarnf lua_warning lua_closethread lua_newuserdatauv luaL_addgsub"
    } else {
        ""
    };
    let missing: Vec<_> = [common, added, newest]
        .iter()
        .flat_map(|names| names.split_whitespace())
        .filter(|name| !has(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
