//! Version differences, evened out upward to the Lua 5.4 API. One shim a difference; each is named after the 5.4 function
//! that it stands for, without the `lua_` prefix. The stack effect and error class stand in the Lua manual's form
//! `[-popped, +pushed, class]`: `-` never raises, `m` raises only for memory, `e` may run Lua code.

use super::{LUA_REGISTRYINDEX, lua_State};
use mlua_sys as sys;
use std::ffi::{CStr, c_char, c_int, c_void};

/// Whether this Lua has integers beside floats.
pub const HAS_INTEGERS: bool = cfg!(any(feature = "lua53", feature = "lua54", feature = "lua55"));
/// Whether this is LuaJIT.
pub const IS_JIT: bool = cfg!(feature = "luajit");
/// Whether functions have an environment of their own instead of an `_ENV` upvalue.
pub const HAS_FENV: bool = cfg!(any(feature = "lua51", feature = "luajit"));
/// Whether a C function that yields is over: a coroutine without a Lua function below it cannot be resumed then (5.1 looks
/// for the instruction that called, and there is none), and the values of the resume are what the function returns.
pub const YIELD_ENDS_C: bool = cfg!(feature = "lua51");
/// Whether there are to-be-closed variables.
pub const HAS_CLOSE: bool = cfg!(any(feature = "lua54", feature = "lua55"));
/// `lua_newuserdatauv(l, size, 1)`: a full userdata with one user value. `[-0, +1, m]`
///
/// # Safety
/// As the C function.
#[inline]
pub unsafe fn newuserdata(l: *mut lua_State, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise is the C function's.
    unsafe {
        #[cfg(any(feature = "lua54", feature = "lua55"))]
        return sys::lua_newuserdatauv(l, size, 1);
        #[cfg(not(any(feature = "lua54", feature = "lua55")))]
        return sys::lua_newuserdata(l, size);
    }
}

/// `lua_getiuservalue(l, idx, 1)`: the table kept with a userdata, or nil. `[-0, +1, -]`
///
/// # Safety
/// As the C function.
#[inline]
pub unsafe fn getuservalue(l: *mut lua_State, idx: c_int) {
    // SAFETY: the caller's promise is the C function's.
    unsafe {
        sys::lua_getuservalue(l, idx);
    }
}

/// `lua_setiuservalue(l, idx, 1)`: pops a table and keeps it with the userdata. `[-1, +0, -]`
///
/// # Safety
/// As the C function; the value is a table (5.1 allows no other environment).
#[inline]
pub unsafe fn setuservalue(l: *mut lua_State, idx: c_int) {
    // SAFETY: the caller's promise; `lua_setfenv` is called directly because mlua-sys's shim checks the type by raising.
    unsafe {
        #[cfg(any(feature = "lua51", feature = "luajit"))]
        sys::lua_setfenv(l, idx);
        #[cfg(not(any(feature = "lua51", feature = "luajit")))]
        sys::lua_setuservalue(l, idx);
    }
}

/// `lua_newuserdatauv`. Below 5.4 there is always exactly one user value. `[-0, +1, m]`
///
/// # Safety
/// As the C function.
pub unsafe fn newuserdatauv(l: *mut lua_State, size: usize, values: c_int) -> *mut c_void {
    // SAFETY: the caller's promise is the C function's.
    unsafe {
        #[cfg(any(feature = "lua54", feature = "lua55"))]
        return sys::lua_newuserdatauv(l, size, values);
        #[cfg(not(any(feature = "lua54", feature = "lua55")))]
        {
            let _ = values;
            sys::lua_newuserdata(l, size)
        }
    }
}

/// `lua_getiuservalue`: pushes user value `n`; false, and nothing pushed, if the userdata has none. `[-0, +(0|1), -]`
///
/// # Safety
/// As the C function.
pub unsafe fn getiuservalue(l: *mut lua_State, idx: c_int, n: c_int) -> bool {
    // SAFETY: the caller's promise is the C function's.
    unsafe {
        #[cfg(any(feature = "lua54", feature = "lua55"))]
        {
            let there = sys::lua_getiuservalue(l, idx, n) != super::LUA_TNONE;
            if !there {
                sys::lua_pop(l, 1);
            }
            there
        }
        #[cfg(not(any(feature = "lua54", feature = "lua55")))]
        {
            if n == 1 {
                getuservalue(l, idx);
            }
            n == 1
        }
    }
}

/// `lua_setiuservalue`: pops a value and makes it user value `n`. `[-1, +0, -]`
///
/// # Safety
/// As the C function; below 5.4 `n` is 1, and below 5.3 the value is one that [`setuservalue`] takes.
pub unsafe fn setiuservalue(l: *mut lua_State, idx: c_int, n: c_int) {
    // SAFETY: the caller's promise is the C function's.
    unsafe {
        #[cfg(any(feature = "lua54", feature = "lua55"))]
        sys::lua_setiuservalue(l, idx, n);
        #[cfg(not(any(feature = "lua54", feature = "lua55")))]
        {
            let _ = n;
            setuservalue(l, idx);
        }
    }
}

/// `lua_getfenv` of 5.1: pushes the environment of a function; nil where functions have none. `[-0, +1, -]`
///
/// # Safety
/// As the C function.
pub unsafe fn getfenv(l: *mut lua_State, idx: c_int) {
    // SAFETY: the caller's promise is the C function's.
    unsafe {
        #[cfg(any(feature = "lua51", feature = "luajit"))]
        sys::lua_getfenv(l, idx);
        #[cfg(not(any(feature = "lua51", feature = "luajit")))]
        {
            let _ = idx;
            sys::lua_pushnil(l);
        }
    }
}

/// `lua_gc`. `[-0, +0, e]` (a collection runs finalizers)
///
/// # Safety
/// As the C function.
pub unsafe fn gc(l: *mut lua_State, what: c_int, data: c_int) -> c_int {
    // SAFETY: the caller's promise is the C function's.
    unsafe { sys::lua_gc(l, what, data) }
}

/// Pushes the globals table. `[-0, +1, -]`
///
/// # Safety
/// As the C function.
#[inline]
pub unsafe fn pushglobals(l: *mut lua_State) {
    // SAFETY: the caller's promise is the C function's.
    unsafe {
        sys::lua_pushglobaltable(l);
    }
}

/// Pushes an address. On LuaJIT a light userdata may need memory when its upper bits are new to the state; there the
/// address is a number, which is exact for the 47 bits of user space. `[-0, +1, -]`
///
/// # Safety
/// As `lua_pushlightuserdata`.
#[inline]
pub unsafe fn pushaddress(l: *mut lua_State, at: *mut c_void) {
    // SAFETY: the caller's promise is the C functions'.
    unsafe {
        if IS_JIT {
            #[allow(clippy::cast_precision_loss, reason = "at most 47 bits, see above")]
            sys::lua_pushnumber(l, at.expose_provenance() as f64);
        } else {
            sys::lua_pushlightuserdata(l, at);
        }
    }
}

/// `lua_rawgetp(l, LUA_REGISTRYINDEX, key)`: pushes the value, returns its type. `[-0, +1, -]`
///
/// # Safety
/// As the C function; what is looked up was put there by [`registry_set`].
#[inline]
pub unsafe fn registry_get(l: *mut lua_State, key: *mut c_void) -> c_int {
    // SAFETY: the caller's promise; none of the calls raises.
    unsafe {
        if IS_JIT {
            pushaddress(l, key);
            return sys::lua_rawget(l, LUA_REGISTRYINDEX);
        }
        sys::lua_rawgetp(l, LUA_REGISTRYINDEX, key)
    }
}

/// `lua_rawsetp(l, LUA_REGISTRYINDEX, key)`: pops the value. `[-1, +0, m]`
///
/// # Safety
/// As the C function.
#[inline]
pub unsafe fn registry_set(l: *mut lua_State, key: *mut c_void) {
    // SAFETY: the caller's promise is the C function's.
    unsafe {
        if IS_JIT {
            pushaddress(l, key);
            sys::lua_insert(l, -2);
            return sys::lua_rawset(l, LUA_REGISTRYINDEX);
        }
        sys::lua_rawsetp(l, LUA_REGISTRYINDEX, key);
    }
}

/// `lua_rawgeti`: pushes the value, returns its type. `[-0, +1, -]`
///
/// # Safety
/// As the C function.
#[inline]
pub unsafe fn rawgeti(l: *mut lua_State, idx: c_int, n: i32) -> c_int {
    // SAFETY: the caller's promise; an i32 fits every version's index type, so the shim's conversion cannot panic.
    unsafe { sys::lua_rawgeti(l, idx, n.into()) }
}

/// `lua_rawseti`: pops the value. `[-1, +0, m]`
///
/// # Safety
/// As the C function.
#[inline]
pub unsafe fn rawseti(l: *mut lua_State, idx: c_int, n: i32) {
    // SAFETY: as for `rawgeti`.
    unsafe { sys::lua_rawseti(l, idx, n.into()) }
}

/// `lua_tointegerx`: the integer that a number (or a string that reads as one) stands for exactly. `[-0, +0, -]`
///
/// # Safety
/// As the C function. A string is not converted in place.
#[inline]
pub unsafe fn tointeger(l: *mut lua_State, idx: c_int) -> Option<i64> {
    let mut ok = 0;
    // SAFETY: the caller's promise is the C function's.
    let n = unsafe { sys::lua_tointegerx(l, idx, &raw mut ok) };
    #[allow(clippy::useless_conversion, reason = "the integer type differs by Lua version")]
    (ok != 0).then(|| i64::try_from(n).unwrap_or_default())
}

/// `lua_tonumberx`: the number that a number or numeric string stands for. `[-0, +0, -]`
///
/// # Safety
/// As the C function.
#[inline]
pub unsafe fn tonumber(l: *mut lua_State, idx: c_int) -> Option<f64> {
    let mut ok = 0;
    // SAFETY: the caller's promise is the C function's.
    let n = unsafe { sys::lua_tonumberx(l, idx, &raw mut ok) };
    (ok != 0).then_some(n)
}

/// What a dump or load works on.
type Writer = sys::lua_Writer;

/// `lua_dump(l, writer, data, 0)` of the function on top: debug information is kept. `[-0, +0, m]`
///
/// # Safety
/// As the C function.
pub unsafe fn dump(l: *mut lua_State, writer: Writer, data: *mut c_void, strip: bool) -> c_int {
    // SAFETY: the caller's promise is the C function's.
    unsafe { sys::lua_dump(l, writer, data, c_int::from(strip)) }
}

/// `luaL_loadbufferx` with mode `"b"` (bytecode) or `"t"` (source). `[-0, +1, -]`
///
/// # Safety
/// As the C function; bytecode was dumped by a state of this very Lua.
pub unsafe fn loadbuffer(l: *mut lua_State, code: &[u8], name: &CStr, mode: &CStr) -> c_int {
    // SAFETY: the caller's promise; the slice gives pointer and length, the strings are terminated.
    unsafe { sys::luaL_loadbufferx(l, code.as_ptr().cast(), code.len(), name.as_ptr(), mode.as_ptr()) }
}

/// `luaL_requiref` as 5.4 does it: opens a standard library, names it in `package.loaded`, sets the global if asked.
/// `[-0, +0, e]`
///
/// # Safety
/// `open` is an opener of this Lua; call inside a protected call.
pub unsafe fn open_library(l: *mut lua_State, name: &CStr, open: sys::lua_CFunction, global: bool) {
    // SAFETY: the caller's promise. 5.1's openers set globals themselves and are called with the name, as `luaL_openlibs`
    // calls them.
    unsafe {
        if HAS_FENV {
            let _ = global;
            sys::lua_pushcfunction(l, open);
            sys::lua_pushstring(l, name.as_ptr());
            sys::lua_call(l, 1, 0);
        } else {
            sys::luaL_requiref(l, name.as_ptr(), open, c_int::from(global));
            sys::lua_pop(l, 1);
        }
    }
}

/// `lua_call(l, nargs, nresults)`. `[-(nargs + 1), +nresults, e]`
///
/// # Safety
/// As the C function; inside a protected call only.
#[inline]
pub unsafe fn call(l: *mut lua_State, nargs: c_int, nresults: c_int) {
    // SAFETY: the caller's promise is the C function's.
    unsafe { sys::lua_call(l, nargs, nresults) }
}

/// `luaL_tolstring`: the string that `tostring` gives, pushed. `[-0, +1, e]`
///
/// # Safety
/// As the C function; inside a protected call only.
pub unsafe fn tolstring(l: *mut lua_State, idx: c_int) -> *const c_char {
    // SAFETY: the caller's promise is the C function's.
    unsafe { sys::luaL_tolstring(l, idx, std::ptr::null_mut()) }
}

/// The pseudo-index of upvalue `n` of the running C function.
#[must_use]
pub fn upvalue(n: c_int) -> c_int {
    sys::lua_upvalueindex(n)
}

#[cfg(feature = "lua51")]
#[cfg_attr(all(windows, raw_dylib), link(name = "lua51", kind = "raw-dylib"))]
unsafe extern "C-unwind" {
    /// Tells a coroutine how many C calls are nested already. mlua-sys does not declare it: it is the coroutine library's.
    fn lua_setlevel(from: *mut lua_State, to: *mut lua_State);
}

/// `lua_resume`: runs a coroutine with the top `nargs` values of its stack until it yields, returns or fails; `results` is
/// the number of values that it leaves on top. The limit of nested C calls counts those of `from`. `[-?, +?, -]`
///
/// # Safety
/// As the C function.
pub unsafe fn resume(co: *mut lua_State, from: *mut lua_State, nargs: c_int, results: &mut c_int) -> c_int {
    // SAFETY: the caller's promise is the C function's; both are coroutines of one state.
    unsafe {
        // As the library's `coroutine.resume` does it: `lua_resume` has no `from` there.
        #[cfg(feature = "lua51")]
        lua_setlevel(from, co);
        sys::lua_resume(co, from, nargs, results)
    }
}

/// `lua_closethread` where there are variables to close (5.4 and up), for a coroutine that has failed or stands at a
/// yield. Debian's 5.4.4 has it under its older name only, which from 5.4.5 on starts to count nested C calls anew. Gives
/// the status; if that is an error, the value is on top of the coroutine's stack. `[-0, +?, -]`
///
/// # Safety
/// As the C function.
#[allow(unused_variables, reason = "some versions have nothing to close")]
pub unsafe fn close_thread(co: *mut lua_State, from: *mut lua_State) -> c_int {
    // SAFETY: the caller's promise is the C function's.
    #[cfg(all(feature = "lua54", not(feature = "vendored")))]
    return unsafe { sys::lua_resetthread(co) };
    // SAFETY: as above.
    #[cfg(any(feature = "lua55", all(feature = "lua54", feature = "vendored")))]
    return unsafe { sys::lua_closethread(co, from) };
    #[cfg(not(any(feature = "lua54", feature = "lua55")))]
    // SAFETY: as above; a yield is no error.
    unsafe {
        let status = sys::lua_status(co);
        if status == sys::LUA_YIELD { sys::LUA_OK } else { status }
    }
}

/// Whether this is the state's main thread, not a coroutine. `[-0, +0, -]`, with a free slot.
#[cfg(feature = "luajit")]
pub fn is_main_thread(l: *mut lua_State) -> bool {
    // SAFETY: a running state with a free slot; neither call raises.
    unsafe {
        let main = sys::lua_pushthread(l) != 0;
        sys::lua_pop(l, 1);
        main
    }
}
