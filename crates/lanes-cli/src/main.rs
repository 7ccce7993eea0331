//! The lanes command: a Lua interpreter that behaves as the stock `lua` does, with lanes built in.
//!
//! `main` owns everything that drops and calls Lua only through [`compat::protected`]; the modules below hold what runs
//! inside. Where we differ from lua.c: a failing script on the standard input gives the exit code 1, `-v` prints one line
//! that names both programs, `interrupted!` says where, and 5.1, 5.2 and LuaJIT get what their successors have where that
//! takes nothing away: `-E`, `arg` from the start, the type of an error value, expressions at the prompt.

#![cfg_attr(not(test), no_main)]

mod call;
mod compat;
mod interrupt;
#[cfg(feature = "luajit")]
mod jit;
mod options;
mod prompt;
mod script;
mod stdio;
mod terminal;

use mlua_sys::{LUA_OK, lua_CFunction, lua_State, lua_close, luaL_newstate};
use options::{BadOption, Options};
use script::Session;
use std::ffi::{CStr, CString, OsString, c_char, c_int};

/// C's entry. What Rust does before its own is not for a Lua interpreter: it ignores SIGPIPE, but Lua's `print` does not look
/// for errors, so `lanes script | head` would run for ever; and it has each thread get a second stack, to report overflows
/// of the first one, which costs a lane five system calls and a page.
#[cfg_attr(not(test), unsafe(no_mangle))]
extern "C" fn main(count: c_int, words: *const *const c_char) -> c_int {
    // SAFETY: that is how C calls it.
    let mut args = unsafe { arguments(count, words) };
    if args.is_empty() {
        args.push(c"lanes".to_owned());
    }
    let program = match args[0].to_bytes() {
        b"" => b"lanes",
        name => name,
    };
    let succeeded = match options::parse(&args) {
        Ok(options) if options.help => {
            stdio::print(&options::usage(program));
            true
        }
        Ok(options) => interpret(&args, &options, program),
        Err(bad) => {
            match bad {
                BadOption::Unknown(option) => refuse(program, b"unrecognized option '", option, b"'\n"),
                BadOption::NeedsArgument(option) => refuse(program, b"'", option, b"' needs argument\n"),
            }
            false
        }
    };
    c_int::from(!succeeded)
}

/// The words of the command line.
///
/// # Safety
/// `words` points to `count` terminated strings.
unsafe fn arguments(count: c_int, words: *const *const c_char) -> Vec<CString> {
    let count = usize::try_from(count).unwrap_or(0);
    // SAFETY: as the caller says.
    (0..count).map(|i| unsafe { CStr::from_ptr(*words.add(i)) }.to_owned()).collect()
}

/// The value of a variable as C has it: without a terminator inside, so none is ever lost.
fn c_string(text: OsString) -> Option<CString> {
    CString::new(text.into_encoded_bytes()).ok()
}

/// Says what is wrong with an option, and which ones there are.
fn refuse(program: &[u8], before: &[u8], option: &[u8], after: &[u8]) {
    stdio::print_error(&[program, b": ", before, option, after, &options::usage(program)]);
}

/// Makes a state, does what the command line asks for and closes the state, in every case; returns whether all went well.
fn interpret(args: &[CString], options: &Options<'_>, program: &[u8]) -> bool {
    // SAFETY: no preconditions.
    let l = unsafe { luaL_newstate() };
    if l.is_null() {
        call::complain(program, b"cannot create state: not enough memory");
        return false;
    }
    let init = if options.ignore_environment { None } else { init_code() };
    let mut release = Vec::new();
    let mut session = Session {
        args,
        options,
        program,
        init: init.as_ref().map(|(name, code)| (name, code)),
        release: &mut release,
        succeeded: false,
        wants_prompt: false,
    };
    let opened = with_hidden_paths(options.ignore_environment, || protected(l, script::open, &mut session));
    if opened {
        let version =
            format!("Lanes {} ({})\n", env!("CARGO_PKG_VERSION"), String::from_utf8_lossy(session.release));
        if options.version || options.version_only {
            stdio::print(version.as_bytes());
        }
        if options.version_only {
            session.succeeded = true;
        } else {
            session.succeeded = protected(l, script::run, &mut session) && session.succeeded;
        }
        if session.succeeded && session.wants_prompt {
            if !options.version {
                stdio::print(version.as_bytes());
            }
            serve_prompt(l);
        }
    }
    // SAFETY: a valid state that is not running and is not used again. Finalizers and the shutdown of lanes run here.
    unsafe { lua_close(l) };
    session.succeeded
}

/// Runs `f` on the session below a protected call and reports its failure.
fn protected(l: *mut lua_State, f: lua_CFunction, session: &mut Session<'_>) -> bool {
    let program = session.program;
    // SAFETY: `interpret` gives a valid state that is not running; `f` is one of the functions of `script`, which take a
    // session and have it for themselves during the call.
    unsafe {
        let status = compat::protected(l, f, (&raw mut *session).cast());
        call::report(l, status, program) && status == LUA_OK
    }
}

/// The interactive part.
fn serve_prompt(l: *mut lua_State) {
    // SAFETY: `interpret` gives a valid state with the libraries open that is not running.
    unsafe {
        #[cfg(feature = "luajit")]
        {
            let status = compat::protected(l, jit::print_status, std::ptr::null_mut());
            call::report(l, status, b"");
        }
        prompt::run(l);
    }
}

/// The first of the variables with initial code that is set, as the name of the chunk and its text.
fn init_code() -> Option<(CString, CString)> {
    let (name, code) =
        compat::INIT_VARIABLES.iter().find_map(|name| Some((name, std::env::var_os(name)?)))?;
    Some((c_string(OsString::from(format!("={name}")))?, c_string(code)?))
}

/// Runs `open` without the variables that hold Lua's paths, if `-E` asks for it and this Lua cannot do so itself.
fn with_hidden_paths(ignore_environment: bool, open: impl FnOnce() -> bool) -> bool {
    let names: &[&str] =
        if ignore_environment && !compat::HAS_NOENV { &["LUA_PATH", "LUA_CPATH"] } else { &[] };
    let saved: Vec<_> = names.iter().filter_map(|name| Some((name, std::env::var_os(name)?))).collect();
    for (name, _) in &saved {
        // SAFETY: there is no other thread yet: no Lua code has run.
        unsafe { std::env::remove_var(name) };
    }
    let opened = open();
    for (name, value) in &saved {
        // SAFETY: as above; opening the standard libraries starts no thread.
        unsafe { std::env::set_var(name, value) };
    }
    opened
}
