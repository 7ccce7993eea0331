//! The entry trampoline: quiet body inside `catch_unwind`, everything dropped, then the raise.

use super::state::{Quiet, Raising};
use super::text::to_bytes;
use crate::ffi;
use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a quiet body did when it succeeded: that many values on top of the stack are its results.
#[derive(Clone, Copy)]
pub struct Done(pub c_int);

/// How a quiet body that succeeded ends, once nothing is owned any more.
pub trait Finish: Copy {
    /// Pushes the results that are still missing, and gives the number of all. It may raise: there is nothing left to
    /// drop, so this needs no protected call.
    fn finish(self, r: Raising<'_>) -> c_int;
}

impl Finish for Done {
    #[inline]
    fn finish(self, _: Raising<'_>) -> c_int {
        self.0
    }
}

/// Why a quiet body failed. Whatever it holds is dropped before the error is raised. Strings of Lua in the texts have gone
/// through [`to_text`](super::to_text).
pub enum Fault {
    /// The error value is on top of the stack.
    OnStack,
    /// The error value, a string, is on top of the stack and gets the position of the caller.
    OnStackWhere,
    /// An error with this text, prefixed with the position of the caller.
    Error(String),
    /// An error with this text and no prefix.
    Plain(String),
    /// Argument number (the `self` of a method call counts as Lua counts it) and what is wrong with it.
    Arg(c_int, String),
}

/// The result of a quiet body.
pub type Outcome = Result<Done, Fault>;

/// How to raise, once nothing is owned any more. `Copy`, so that nothing can be left to drop.
#[derive(Clone, Copy)]
enum Raise {
    Value,
    Where,
    Arg(c_int),
}

/// Runs `body` for the C function that Lua has called with `l`. A panic becomes the Lua error `internal error: ..`.
///
/// # Safety
/// Called from a Lua C function and returned from at once: no Rust frame between Lua and this one owns anything.
#[inline]
pub unsafe fn run_entry<T: Finish>(l: *mut ffi::lua_State, body: fn(Quiet<'_>) -> Result<T, Fault>) -> c_int {
    // SAFETY: `l` is live for the call.
    let q = unsafe { Quiet::new(l) };
    let raise = match catch_unwind(AssertUnwindSafe(|| body(q))) {
        // SAFETY: the body's frames are gone; `T` is `Copy`, so an error that leaves this frame skips nothing.
        Ok(Ok(done)) => return clean(done.finish(unsafe { Raising::new(l) })),
        Ok(Err(fault)) => push_fault(q, fault),
        Err(panic) => push_fault(q, Fault::Plain(panic_text(panic))),
    };
    // SAFETY: every Rust value of this call has been dropped; only `Copy` data is live here.
    unsafe { raise_now(l, raise) }
}

/// The result count of a C function. LuaJIT reads all 64 bits of the register in which a C function returns its `int`,
/// although the C calling convention leaves the upper half open and our compiler does leave something there. Going
/// through memory clears it.
#[inline]
pub fn clean(n: c_int) -> c_int {
    if ffi::IS_JIT { std::hint::black_box(n) } else { n }
}

/// Turns a caught panic into the text of a Lua error, and drops it.
pub fn panic_text(panic: Box<dyn std::any::Any + Send>) -> String {
    let what = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("panic");
    format!("internal error: {what}")
}

/// Leaves the error value (or its text) on top of the stack and drops the fault.
fn push_fault(q: Quiet<'_>, fault: Fault) -> Raise {
    let (raise, text) = match fault {
        Fault::OnStack => return Raise::Value,
        Fault::OnStackWhere => return Raise::Where,
        Fault::Error(text) => (Raise::Where, text),
        Fault::Plain(text) => (Raise::Value, text),
        Fault::Arg(n, text) => (Raise::Arg(n), text),
    };
    // When memory runs out here, that error takes the place of ours: it is on top already.
    if q.push_text(&to_bytes(&text)).is_err() { Raise::Value } else { raise }
}

/// # Safety
/// No frame up to Lua owns anything.
#[cold]
unsafe fn raise_now(l: *mut ffi::lua_State, raise: Raise) -> c_int {
    // SAFETY: the stack holds the message on top; the C calls below may leave this frame, which owns nothing.
    unsafe {
        match raise {
            Raise::Value => {}
            Raise::Where => {
                push_where(l);
                ffi::lua_insert(l, -2);
                ffi::lua_concat(l, 2);
            }
            Raise::Arg(n) => {
                ffi::luaL_argerror(l, n, ffi::lua_tolstring(l, -1, std::ptr::null_mut()));
            }
        }
        ffi::lua_error(l)
    }
}

/// Pushes the position of the caller, looking past the library's own Lua part (a generator is a closure of that).
///
/// # Safety
/// As [`raise_now`].
unsafe fn push_where(l: *mut ffi::lua_State) {
    // SAFETY: the caller's promise; `luaL_where` leaves a string.
    unsafe {
        ffi::luaL_where(l, 1);
        let at: *const u8 = ffi::lua_tolstring(l, -1, std::ptr::null_mut()).cast();
        if std::ffi::CStr::from_ptr(at.cast()).to_bytes().starts_with(b"lanes:") {
            ffi::lua_pop(l, 1);
            ffi::luaL_where(l, 2);
        }
    }
}

impl Quiet<'_> {
    /// Pushes a string, or fails with the memory error on the stack.
    pub fn push_text(self, text: &[u8]) -> Result<(), Fault> {
        fn push(r: Raising<'_>, text: &mut &[u8]) -> c_int {
            r.push_bytes(text);
            1
        }
        let mut text = text;
        self.protected(0, 1, &mut text, push)
    }
}
