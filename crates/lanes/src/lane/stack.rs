//! Stack tables: what `join` returns third and finalizers get second.

use crate::boundary::{Kind, Raising};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi::{self, keys};
use std::ffi::{CStr, c_char, c_int};

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

/// Pushes the table of the levels of a stack from the first one on.
fn push_stack(r: Raising<'_>, of: *mut ffi::lua_State, first: c_int) {
    let extended = r.registry(&keys::EXTENDED) == Kind::Boolean && r.truthy(-1);
    r.pop(1);
    r.create_table(8, 0);
    let mut n = 0;
    // SAFETY: zero is a valid value of this plain C struct.
    let mut ar: ffi::lua_Debug = unsafe { std::mem::zeroed() };
    // Level 0 of a message handler is the handler itself.
    // SAFETY: `getinfo` is asked about a level that `getstack` has just found.
    while unsafe { ffi::lua_getstack(of, first + n, &raw mut ar) } != 0 {
        n += 1;
        // SAFETY: as above.
        unsafe { ffi::lua_getinfo(of, c"Sln".as_ptr(), &raw mut ar) };
        if extended {
            push_level(r, &ar);
        } else {
            push_line(r, &ar);
        }
        r.raw_seti(-2, n);
    }
}

/// `short_src:currentline`, or `short_src:?`.
fn push_line(r: Raising<'_>, ar: &ffi::lua_Debug) {
    push_text(r, ar.short_src.as_ptr());
    r.push_bytes(b":");
    if ar.currentline > 0 {
        // A number in a concatenation becomes its decimal text.
        r.push_int(i64::from(ar.currentline));
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
