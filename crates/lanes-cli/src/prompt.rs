//! The prompt: reads chunks line by line, runs them and prints their results.
//!
//! The loop owns the editor and the text and stands above every protected call; what may raise are the two functions at
//! the end, each called through `compat::protected` once per line.

use crate::terminal::{Input, LineReader};
use crate::{call, compat, stdio};
use mlua_sys::*;
use std::ffi::{CStr, c_int, c_void};

/// Serves the user until the input ends.
///
/// # Safety
/// `l` is a valid state with the libraries open that is not running.
pub unsafe fn run(l: *mut lua_State) {
    let mut reader = LineReader::new();
    let mut chunk = Chunk::default();
    loop {
        // SAFETY: the caller's promise.
        let prompt = unsafe { prompt_text(l, chunk.text.is_empty()) };
        match reader.read(&prompt) {
            Input::Line(line) => chunk.add(&line),
            Input::Interrupted => {
                chunk = Chunk::default();
                continue;
            }
            Input::End if chunk.text.is_empty() => break,
            Input::End => chunk.is_last = true,
        }
        // SAFETY: the caller's promise; the chunk outlives the call, and no one else uses it meanwhile.
        let status = unsafe { compat::protected(l, run_chunk, (&raw mut chunk).cast()) };
        // SAFETY: as above; a failure has left its message.
        unsafe { call::report(l, status, b"") };
        if chunk.is_incomplete {
            continue;
        }
        reader.remember(&chunk.text);
        if chunk.is_last {
            break;
        }
        chunk = Chunk::default();
    }
    stdio::print(b"\n");
}

/// What the user has typed so far.
#[derive(Default)]
struct Chunk {
    /// The lines, joined by newlines.
    text: Vec<u8>,
    /// A single line as an expression, to be tried first. The nil before it, which is dropped from the results, keeps a
    /// call from being a tail call, which would cost its error message the position on LuaJIT.
    expression: Vec<u8>,
    /// There is no more input to wait for.
    is_last: bool,
    /// Result of [`run_chunk`]: it has not run, because more lines must follow.
    is_incomplete: bool,
}

impl Chunk {
    /// Adds a line; `= expression` on the first is short for `return expression`, as in Lua up to 5.2.
    fn add(&mut self, line: &[u8]) {
        self.expression.clear();
        if self.text.is_empty() {
            let line = match line {
                [b'=', rest @ ..] => {
                    self.text.extend_from_slice(b"return ");
                    rest
                }
                _ => line,
            };
            self.text.extend_from_slice(line);
            self.expression.extend_from_slice(b"return nil, ");
            self.expression.extend_from_slice(line);
        } else {
            self.text.push(b'\n');
            self.text.extend_from_slice(line);
        }
        self.is_incomplete = false;
    }
}

/// The text of `_PROMPT` or `_PROMPT2`, or what stands for it by default.
///
/// # Safety
/// `l` is a valid state that is not running.
unsafe fn prompt_text(l: *mut lua_State, first: bool) -> Vec<u8> {
    let (name, default): (&CStr, &[u8]) = if first { (c"_PROMPT", b"> ") } else { (c"_PROMPT2", b">> ") };
    let mut request = PromptRequest { name, text: None };
    // SAFETY: the caller's promise; the request outlives the call.
    let status = unsafe { compat::protected(l, read_prompt, (&raw mut request).cast()) };
    // SAFETY: as above; a failure has left its message.
    unsafe { call::report(l, status, b"") };
    request.text.unwrap_or_else(|| default.to_vec())
}

/// Which prompt is wanted, and what it is.
struct PromptRequest {
    /// The global variable.
    name: &'static CStr,
    /// Its text, if it is set.
    text: Option<Vec<u8>>,
}

/// The argument that `protected` handed to one of the functions below.
///
/// # Safety
/// Argument 1 is a light userdata of a `T` that nobody else uses during the call.
unsafe fn argument<'a, T>(l: *mut lua_State) -> &'a mut T {
    let data: *mut c_void =
        // SAFETY: a valid state by the caller's promise.
        unsafe { lua_touserdata(l, 1) };
    // SAFETY: the caller's promise.
    unsafe { &mut *data.cast() }
}

/// Reads a prompt from its global variable.
///
/// # Safety
/// Called through `compat::protected` with a [`PromptRequest`].
unsafe extern "C-unwind" fn read_prompt(l: *mut lua_State) -> c_int {
    // SAFETY: a valid state and a request by the caller's promise; the text is owned by the frame above.
    unsafe {
        let request = argument::<PromptRequest>(l);
        if lua_getglobal(l, request.name.as_ptr()) != LUA_TNIL {
            luaL_tolstring(l, -1, std::ptr::null_mut());
            request.text = Some(call::text_at(l, -1).to_vec());
        }
    }
    0
}

/// Compiles what has been typed and, if it is complete, runs it and prints the results.
///
/// # Safety
/// Called through `compat::protected` with a [`Chunk`].
unsafe extern "C-unwind" fn run_chunk(l: *mut lua_State) -> c_int {
    // SAFETY: a valid state and a chunk by the caller's promise; the text is owned by the frame above.
    unsafe {
        let chunk = argument::<Chunk>(l);
        lua_settop(l, 0);
        let mut status = LUA_ERRSYNTAX;
        if !chunk.expression.is_empty() {
            status = load(l, &chunk.expression);
        }
        let is_expression = status == LUA_OK;
        if !is_expression {
            lua_settop(l, 0);
            status = load(l, &chunk.text);
            if status == LUA_ERRSYNTAX && !chunk.is_last && ends_too_early(call::text_at(l, -1)) {
                chunk.is_incomplete = true;
                return 0;
            }
        }
        chunk.is_incomplete = false;
        if status == LUA_OK {
            status = call::call(l, 0, LUA_MULTRET);
        }
        if call::report(l, status, b"") {
            if is_expression {
                lua_remove(l, 1);
            }
            print_results(l);
        }
    }
    0
}

/// Loads text typed by the user. `[-0, +1, -]`
///
/// # Safety
/// A valid state.
unsafe fn load(l: *mut lua_State, text: &[u8]) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { luaL_loadbuffer(l, text.as_ptr().cast(), text.len(), c"=stdin".as_ptr()) }
}

/// Whether a syntax error says that the text stops in the middle of a statement.
fn ends_too_early(message: &[u8]) -> bool {
    message.ends_with(b"<eof>") || message.ends_with(b"'<eof>'")
}

/// Hands everything on the stack to the user's `print`. `[-n, +0, e]`
///
/// # Safety
/// A valid state with nothing but the results on the stack, below a protected call.
unsafe fn print_results(l: *mut lua_State) {
    // SAFETY: the caller's promise; stack space is asked for first.
    unsafe {
        let count = lua_gettop(l);
        if count == 0 {
            return;
        }
        luaL_checkstack(l, LUA_MINSTACK, c"too many results to print".as_ptr());
        lua_getglobal(l, c"print".as_ptr());
        lua_insert(l, 1);
        if lua_pcall(l, count, 0, 0) != LUA_OK {
            let reason = match lua_type(l, -1) {
                LUA_TSTRING => lua_tostring(l, -1),
                other => lua_typename(l, other),
            };
            lua_pushfstring(l, c"error calling 'print' (%s)".as_ptr(), reason);
            call::complain(b"", call::text_at(l, -1));
        }
    }
}
