//! What lua.c does between opening the state and closing it: libraries, LUA_INIT, options, the script.
//!
//! Two functions for `compat::protected`, each with a plain struct of borrowed data: everything that drops is owned by
//! `main`, above the protected call.

use crate::options::{Action, Options};
use crate::{call, compat};
use mlua_sys::*;
use std::ffi::{CString, c_int};
use std::io::IsTerminal;

/// What the functions of this module work on.
pub struct Session<'a> {
    /// The command line, the program's name first.
    pub args: &'a [CString],
    /// The same, understood.
    pub options: &'a Options<'a>,
    /// The name that error messages start with.
    pub program: &'a [u8],
    /// The code of LUA_INIT with the name of the variable it came from.
    pub init: Option<(&'a CString, &'a CString)>,
    /// Result of [`open`]: what `-v` prints in the parentheses.
    pub release: &'a mut Vec<u8>,
    /// Result of [`run`]: everything went well.
    pub succeeded: bool,
    /// Result of [`run`]: go on with the prompt.
    pub wants_prompt: bool,
}

/// The session that `protected` handed to one of the functions below.
///
/// # Safety
/// Argument 1 is a light userdata of a session that nobody else uses during the call.
unsafe fn session<'s, 'a>(l: *mut lua_State) -> &'s mut Session<'a> {
    // SAFETY: the caller's promise.
    unsafe { &mut *lua_touserdata(l, 1).cast() }
}

/// Opens the libraries, makes lanes loadable and fills the table `arg`.
///
/// # Safety
/// Called through `compat::protected` with a [`Session`].
pub unsafe extern "C-unwind" fn open(l: *mut lua_State) -> c_int {
    // SAFETY: a valid state and a session by the caller's promise; no frame here owns anything that drops.
    unsafe {
        let session = session(l);
        if session.options.ignore_environment && compat::HAS_NOENV {
            lua_pushboolean(l, 1);
            lua_setfield(l, LUA_REGISTRYINDEX, c"LUA_NOENV".as_ptr());
        }
        compat::open_libraries(l);
        compat::push_release(l);
        session.release.extend_from_slice(call::text_at(l, -1));
        lua_getglobal(l, c"package".as_ptr());
        lua_getfield(l, -1, c"preload".as_ptr());
        let modules: [(_, lua_CFunction); 4] = [
            (c"lanes", lanes::open_lanes),
            (c"lanes.v4", lanes::open_lanes_v4),
            (c"lanes.core", lanes::open_core),
            (c"lanes_core", lanes::open_core),
        ];
        for (name, open) in modules {
            lua_pushcfunction(l, open);
            lua_setfield(l, -2, name.as_ptr());
        }
        if let Some(api) = session.options.lanes_api() {
            lua_pushnumber(l, api);
            lua_setfield(l, LUA_REGISTRYINDEX, c"LANES_API".as_ptr());
        }
        create_arg_table(l, session);
    }
    0
}

/// Runs LUA_INIT, the options and the script, and tells whether a prompt is to follow.
///
/// # Safety
/// Called through `compat::protected` with a [`Session`], after [`open`].
pub unsafe extern "C-unwind" fn run(l: *mut lua_State) -> c_int {
    // SAFETY: a valid state and a session by the caller's promise; no frame here owns anything that drops.
    unsafe {
        let session = session(l);
        session.succeeded = run_init(l, session)
            && session.options.actions.iter().all(|action| run_action(l, *action, session.program))
            && run_script(l, session);
        if !session.succeeded {
            return 0;
        }
        if session.options.interactive {
            session.wants_prompt = true;
        } else if session.options.script.is_none() && !session.options.has_work() {
            if std::io::stdin().is_terminal() {
                session.wants_prompt = true;
            } else {
                // Unlike lua.c we tell the caller when this fails.
                session.succeeded = run_file(l, std::ptr::null(), session.program);
            }
        }
    }
    0
}

/// The table `arg`: the script at 0, its arguments above, what stood before it below. `[-0, +0, e]`
///
/// # Safety
/// A valid state, below a protected call.
unsafe fn create_arg_table(l: *mut lua_State, session: &Session) {
    let script = session.options.script.unwrap_or(0);
    let count = session.args.len();
    // SAFETY: the caller's promise; the strings are copied. A command line is far shorter than a C int can count.
    unsafe {
        lua_createtable(l, (count - script - 1) as c_int, (script + 1) as c_int);
        for (index, arg) in session.args.iter().enumerate() {
            lua_pushstring(l, arg.as_ptr());
            lua_rawseti(l, -2, index as lua_Integer - script as lua_Integer);
        }
        lua_setglobal(l, c"arg".as_ptr());
    }
}

/// Runs the chunk in LUA_INIT, or the file that it names after an `@`.
///
/// # Safety
/// A valid state, below a protected call.
unsafe fn run_init(l: *mut lua_State, session: &Session) -> bool {
    let Some((name, code)) = session.init else { return true };
    // SAFETY: the caller's promise; a file's name is the rest of a C string, and terminated like it.
    unsafe {
        if let [b'@', ..] = code.to_bytes() {
            run_file(l, code.as_ptr().add(1), session.program)
        } else {
            run_string(l, code.to_bytes(), name, session.program)
        }
    }
}

/// Carries out one of the options with an order.
///
/// # Safety
/// A valid state, below a protected call.
unsafe fn run_action(l: *mut lua_State, action: Action<'_>, program: &[u8]) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        match action {
            Action::Execute(code) => run_string(l, code, c"=(command line)", program),
            Action::Require(module) => run_require(l, module, program),
            Action::WarningsOn => {
                compat::warnings_on(l);
                true
            }
            #[cfg(feature = "luajit")]
            Action::JitCommand(command) => crate::jit::command(l, command, program),
            #[cfg(feature = "luajit")]
            Action::JitOption(level) => crate::jit::optimize(l, level, program),
            #[cfg(not(feature = "luajit"))]
            Action::JitCommand(_) | Action::JitOption(_) => true,
        }
    }
}

/// Runs a file; null is the standard input.
///
/// # Safety
/// A valid state, below a protected call; `name` is null or a C string.
unsafe fn run_file(l: *mut lua_State, name: *const std::ffi::c_char, program: &[u8]) -> bool {
    // SAFETY: the caller's promise; a load leaves either a function or an error value.
    unsafe {
        let mut status = luaL_loadfile(l, name);
        if status == LUA_OK {
            status = call::call(l, 0, 0);
        }
        call::report(l, status, program)
    }
}

/// Runs code from the command line or the environment.
///
/// # Safety
/// A valid state, below a protected call.
unsafe fn run_string(l: *mut lua_State, code: &[u8], name: &std::ffi::CStr, program: &[u8]) -> bool {
    // SAFETY: the caller's promise; a load leaves either a function or an error value.
    unsafe {
        let mut status = luaL_loadbuffer(l, code.as_ptr().cast(), code.len(), name.as_ptr());
        if status == LUA_OK {
            status = call::call(l, 0, 0);
        }
        call::report(l, status, program)
    }
}

/// `-l`: requires a module and, except in 5.1, puts it into a global.
///
/// # Safety
/// A valid state, below a protected call.
unsafe fn run_require(l: *mut lua_State, word: &[u8], program: &[u8]) -> bool {
    let equals = word.iter().position(|&byte| byte == b'=').filter(|_| compat::HAS_WARNINGS);
    let (global, module) = match equals {
        Some(at) => (&word[..at], &word[at + 1..]),
        None => {
            // A suffix behind a hyphen tells versions of a module apart and is no part of its name.
            let name = word.split(|&byte| byte == b'-').next().filter(|_| compat::HAS_WARNINGS);
            (name.unwrap_or(word), word)
        }
    };
    // SAFETY: the caller's promise; the strings are copied.
    unsafe {
        lua_getglobal(l, c"require".as_ptr());
        lua_pushlstring(l, module.as_ptr().cast(), module.len());
        let status = call::call(l, 1, 1);
        if status == LUA_OK {
            lua_pushglobaltable(l);
            lua_insert(l, -2);
            lua_pushlstring(l, global.as_ptr().cast(), global.len());
            lua_insert(l, -2);
            if compat::IS_51 {
                lua_pop(l, 3);
            } else {
                lua_settable(l, -3);
                lua_pop(l, 1);
            }
        }
        call::report(l, status, program)
    }
}

/// Runs the script, if there is one, with the arguments that are in `arg` by now.
///
/// # Safety
/// A valid state, below a protected call.
unsafe fn run_script(l: *mut lua_State, session: &Session) -> bool {
    let Some(script) = session.options.script else { return true };
    let name = if session.options.script_is_stdin { std::ptr::null() } else { session.args[script].as_ptr() };
    // SAFETY: the caller's promise; a load leaves either a function or an error value.
    unsafe {
        let mut status = luaL_loadfile(l, name);
        if status == LUA_OK {
            let nargs = push_args(l);
            status = call::call(l, nargs, LUA_MULTRET);
        }
        call::report(l, status, session.program)
    }
}

/// Pushes `arg[1]` and what follows it, and returns how many there are. `[-0, +n, e]`
///
/// # Safety
/// A valid state, below a protected call.
unsafe fn push_args(l: *mut lua_State) -> c_int {
    // SAFETY: the caller's promise; stack space is asked for before each push.
    unsafe {
        if lua_getglobal(l, c"arg".as_ptr()) != LUA_TTABLE {
            luaL_error(l, c"'arg' is not a table".as_ptr());
        }
        let table = lua_gettop(l);
        let mut count = 0;
        loop {
            luaL_checkstack(l, 3, c"too many arguments to script".as_ptr());
            lua_rawgeti(l, table, lua_Integer::from(count) + 1);
            if lua_type(l, -1) == LUA_TNIL {
                break;
            }
            count += 1;
        }
        lua_pop(l, 1);
        lua_remove(l, table);
        count
    }
}
