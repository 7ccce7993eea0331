//! Stack tables: what `join` returns third and finalizers get second.

use crate::boundary::{Kind, Raising};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi::{self, keys};
use std::ffi::{CStr, c_char, c_int};

/// How many levels of a very deep stack its table has from the innermost on, and how many from the body on.
const FIRST: c_int = 200;
const LAST: c_int = 50;

/// The message handler of a lane's body and finalizers: leaves the error value as it is and puts the stack table where
/// [`push_last`] finds it. A cancellation has none.
pub unsafe extern "C-unwind" fn handler(l: *mut ffi::lua_State) -> c_int {
    // SAFETY: Lua calls a message handler inside the protected call that it belongs to; this frame owns nothing.
    let r = unsafe { Raising::new(l) };
    r.set_top(1);
    // Errors that come here end the body (or a finalizer): a hook that fired in here would hide them.
    if let Some(lane) = Env::of(*r).and_then(|env| env.lane.clone()) {
        lane.body_is_over();
    }
    if r.kind(1) == Kind::Light && r.userdata(1) as usize == crate::lindas::CANCEL_ERROR {
        r.push_nil();
    } else {
        push_stack(r, r.as_ptr(), 1);
    }
    r.registry_set(&keys::STACK);
    1
}

/// Puts the stack table of a coroutine that has failed where [`push_last`] finds it. It starts at the function that has
/// raised the error, not at `error` itself.
pub fn keep_stack_of(r: Raising<'_>, co: *mut ffi::lua_State) {
    // SAFETY: zero is a valid value of this plain C struct; `getinfo` is asked about a level that `getstack` has found.
    let raised_by_c = unsafe {
        let mut ar: ffi::lua_Debug = std::mem::zeroed();
        ffi::lua_getstack(co, 0, &raw mut ar) != 0
            && ffi::lua_getinfo(co, c"S".as_ptr(), &raw mut ar) != 0
            && !ar.what.is_null()
            && CStr::from_ptr(ar.what) == c"C"
    };
    push_stack(r, co, c_int::from(raised_by_c));
    r.registry_set(&keys::STACK);
}

/// Pushes the stack table of the last error, or nil, and forgets it.
pub fn push_last(r: Raising<'_>) {
    r.registry(&keys::STACK);
    r.push_nil();
    r.registry_set(&keys::STACK);
}

/// Pushes the table of the levels of a stack from the first one on. Of a very deep one, such as endless recursion leaves,
/// those in the middle are left out: finding a level takes as long as it is deep, so all of them would take minutes.
fn push_stack(r: Raising<'_>, of: *mut ffi::lua_State, first: c_int) {
    let extended = r.registry(&keys::EXTENDED) == Kind::Boolean && r.truthy(-1);
    r.pop(1);
    r.create_table(8, 0);
    let skipped = levels_to_skip(of, first);
    let mut n = 0;
    // Level 0 of a message handler is the handler itself.
    let mut level = first;
    // SAFETY: zero is a valid value of this plain C struct.
    let mut ar: ffi::lua_Debug = unsafe { std::mem::zeroed() };
    // SAFETY: `getinfo` is asked about a level that `getstack` has just found.
    while unsafe { ffi::lua_getstack(of, level, &raw mut ar) } != 0 {
        n += 1;
        level += 1;
        if skipped > 0 && n == FIRST + 1 {
            push_mark(r, extended, skipped);
            level += skipped - 1;
        } else {
            // SAFETY: as above.
            unsafe { ffi::lua_getinfo(of, c"Sln".as_ptr(), &raw mut ar) };
            if extended {
                push_level(r, &ar);
            } else {
                push_line(r, ar.short_src.as_ptr(), ar.currentline);
            }
        }
        r.raw_seti(-2, n);
    }
}

/// How many levels behind the [`FIRST`] ones are left out, so that [`LAST`] ones remain; 0 if there are not so many. The
/// number of levels is found as `luaL_traceback` does it.
fn levels_to_skip(of: *mut ffi::lua_State, first: c_int) -> c_int {
    // SAFETY: zero is a valid value of this plain C struct.
    let mut ar: ffi::lua_Debug = unsafe { std::mem::zeroed() };
    // SAFETY: `getstack` may be asked about any level, and raises nothing.
    let mut is_level = |level| unsafe { ffi::lua_getstack(of, level, &raw mut ar) } != 0;
    let mut there = first + FIRST + LAST;
    if !is_level(there) {
        return 0;
    }
    let mut beyond = there.saturating_mul(2);
    while beyond < c_int::MAX && is_level(beyond) {
        there = beyond;
        beyond = beyond.saturating_mul(2);
    }
    while there + 1 < beyond {
        let middle = there + (beyond - there) / 2;
        if is_level(middle) {
            there = middle;
        } else {
            beyond = middle;
        }
    }
    beyond - LAST - FIRST - first
}

/// What stands for the levels that were left out. It looks as 5.1 shows the levels that a tail call has taken.
fn push_mark(r: Raising<'_>, extended: bool, skipped: c_int) {
    r.push_bytes(b"=... (skipping ");
    r.push_int(i64::from(skipped));
    r.push_bytes(b" levels)");
    // SAFETY: inside a protected call, three values on top, which become a string; it stays there while it is used.
    let source = unsafe {
        ffi::lua_concat(r.as_ptr(), 3);
        ffi::lua_tolstring(r.as_ptr(), -1, std::ptr::null_mut())
    };
    if extended {
        // SAFETY: zero is a valid value of this plain C struct.
        let mut ar: ffi::lua_Debug = unsafe { std::mem::zeroed() };
        (ar.source, ar.what, ar.namewhat) = (source, c"tail".as_ptr(), c"".as_ptr());
        ar.currentline = -1;
        push_level(r, &ar);
    } else {
        // SAFETY: it has the sign that begins a source's name.
        push_line(r, unsafe { source.add(1) }, -1);
    }
    r.remove(-2);
}

/// `short_src:currentline`, or `short_src:?`.
fn push_line(r: Raising<'_>, source: *const c_char, line: c_int) {
    push_text(r, source);
    r.push_bytes(b":");
    if line > 0 {
        // A number in a concatenation becomes its decimal text.
        r.push_int(i64::from(line));
    } else {
        r.push_bytes(b"?");
    }
    // SAFETY: inside a protected call, three values on top.
    unsafe { ffi::lua_concat(r.as_ptr(), 3) };
}

/// A table with all that is known of the level.
fn push_level(r: Raising<'_>, ar: &ffi::lua_Debug) {
    // In 4.x all the fields are there.
    let always = Dialect::of(r) == Dialect::V4;
    r.create_table(0, 5);
    for (field, text) in
        [("source", ar.source), ("name", ar.name), ("namewhat", ar.namewhat), ("what", ar.what)]
    {
        if text.is_null() && !always {
            continue;
        }
        push_text(r, if text.is_null() { c"<?>".as_ptr() } else { text });
        r.set_field(-2, field);
    }
    r.push_int(i64::from(ar.currentline));
    r.set_field(-2, "currentline");
}

fn push_text(r: Raising<'_>, text: *const c_char) {
    // SAFETY: Lua gives terminated strings.
    r.push_bytes(unsafe { CStr::from_ptr(text) }.to_bytes());
}
