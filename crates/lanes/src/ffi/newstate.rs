//! `luaL_newstate` with an allocator of one's own: the auxiliary library lets nobody choose it, and `lua_newstate` alone
//! makes a state without a panic function and without one for warnings.

use super::lua_State;
use mlua_sys as sys;
use std::ffi::{c_int, c_void};
use std::io::Write as _;

/// A state like those of `luaL_newstate`; null means out of memory. `[-0, +0, -]`
///
/// # Safety
/// As `lua_newstate`: the allocator works, in whatever thread the state is used.
pub unsafe fn newstate(function: sys::lua_Alloc, data: *mut c_void) -> *mut lua_State {
    // SAFETY: the caller's promise is the C function's; a state that was made is live.
    unsafe {
        #[cfg(feature = "lua55")]
        let l = sys::lua_newstate(function, data, seed());
        #[cfg(not(feature = "lua55"))]
        let l = sys::lua_newstate(function, data);
        if !l.is_null() {
            sys::lua_atpanic(l, panic);
            #[cfg(any(feature = "lua54", feature = "lua55"))]
            sys::lua_setwarnf(l, Some(warnings::off), l.cast());
        }
        l
    }
}

#[cfg(feature = "lua55")]
fn seed() -> std::ffi::c_uint {
    use std::hash::{BuildHasher as _, RandomState};
    #[allow(clippy::cast_possible_truncation, reason = "any bits will do")]
    let seed = RandomState::new().hash_one(0) as std::ffi::c_uint;
    seed
}

/// Says what was raised outside of any protected call; Lua ends the process then.
unsafe extern "C-unwind" fn panic(l: *mut lua_State) -> c_int {
    // SAFETY: Lua calls it with the error value on top; a string is terminated, and only read here.
    let text = unsafe {
        let text = sys::lua_tolstring(l, -1, std::ptr::null_mut());
        if text.is_null() { c"error object is not a string" } else { std::ffi::CStr::from_ptr(text) }
    };
    print(&[b"PANIC: unprotected error in call to Lua API (", text.to_bytes(), b")\n"]);
    0
}

/// To the error output, in one piece as far as the system can. Nobody could be told that it did not work.
fn print(parts: &[&[u8]]) {
    let _ = std::io::stderr().write_all(&parts.concat());
}

/// What `warn` of Lua does: nothing until it was told `@on`. A warning comes in pieces; which function is set says what
/// was before. The data is the main thread of the state.
#[cfg(any(feature = "lua54", feature = "lua55"))]
mod warnings {
    use super::{c_int, c_void, lua_State, print, sys};
    use std::ffi::{CStr, c_char};

    /// # Safety
    /// `data` is the live state whose function is changed.
    unsafe fn set(data: *mut c_void, function: sys::lua_WarnFunction) {
        // SAFETY: the caller's promise.
        unsafe { sys::lua_setwarnf(data.cast::<lua_State>(), Some(function), data) };
    }

    /// Does what a control message says: one that begins with `@` and comes in one piece. False if it is none.
    ///
    /// # Safety
    /// As [`set`]; the text is terminated.
    unsafe fn control(data: *mut c_void, text: *const c_char, more: c_int) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            let text = CStr::from_ptr(text).to_bytes();
            let is_control = more == 0 && text.first() == Some(&b'@');
            match text {
                b"@on" if is_control => set(data, on),
                b"@off" if is_control => set(data, off),
                _ => {}
            }
            is_control
        }
    }

    /// Warnings are off.
    pub unsafe extern "C-unwind" fn off(data: *mut c_void, text: *const c_char, more: c_int) {
        // SAFETY: Lua calls it with the data that it was set with and a terminated text.
        unsafe { control(data, text, more) };
    }

    /// Warnings are on, and none has begun.
    unsafe extern "C-unwind" fn on(data: *mut c_void, text: *const c_char, more: c_int) {
        // SAFETY: as in `off`.
        unsafe {
            if !control(data, text, more) {
                print(&[b"Lua warning: "]);
                go_on(data, text, more);
            }
        }
    }

    /// A warning has begun.
    unsafe extern "C-unwind" fn go_on(data: *mut c_void, text: *const c_char, more: c_int) {
        // SAFETY: as in `off`.
        unsafe {
            let end: &[u8] = if more == 0 { b"\n" } else { b"" };
            print(&[CStr::from_ptr(text).to_bytes(), end]);
            set(data, if more == 0 { on } else { go_on });
        }
    }
}
