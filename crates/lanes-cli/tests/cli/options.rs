//! Options, scripts, errors and exit codes.

use std::ffi::OsStr;
use std::path::Path;

use super::support::{Script, lanes, lanes_env, lanes_stdin};
use super::{HAS_WARNINGS, IS_51, IS_JIT};

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
    let name = Path::new(module.path()).file_stem().and_then(OsStr::to_str).expect("UTF-8");
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
