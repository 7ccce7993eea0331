//! What never raises.

use super::{Kind, State};
use crate::boundary::to_text;
use crate::ffi::{self, compat, keys::Key};
use std::ffi::{CStr, c_int, c_void};

// SAFETY of the blocks below, once for all: `l` is live as long as the token (`new` asks for it), the C function called
// is one that the manual marks as never raising, and validity of indices and stack room is the contract of the module.
#[allow(
    clippy::undocumented_unsafe_blocks,
    reason = "one argument for all, above: each block is one such C call"
)]
impl<'a> State<'a> {
    /// The raw state, for calls that this module does not wrap.
    #[inline]
    pub fn as_ptr(self) -> *mut ffi::lua_State {
        self.l
    }

    /// The number of values on the stack.
    #[inline]
    pub fn top(self) -> c_int {
        unsafe { ffi::lua_gettop(self.l) }
    }

    /// Drops or adds (nil) values until `n` are left.
    #[inline]
    pub fn set_top(self, n: c_int) {
        unsafe { ffi::lua_settop(self.l, n) }
    }

    /// Drops `n` values.
    #[inline]
    pub fn pop(self, n: c_int) {
        unsafe { ffi::lua_settop(self.l, -n - 1) }
    }

    /// The absolute form of an index.
    #[inline]
    pub fn abs(self, i: c_int) -> c_int {
        if i > 0 || i <= ffi::LUA_REGISTRYINDEX { i } else { self.top() + i + 1 }
    }

    /// Makes sure that `n` more values fit. Some builds of 5.1 and LuaJIT raise when memory runs out here: quiet
    /// code has [`Quiet::check_stack`], which shadows this.
    #[inline]
    pub fn check_stack(self, n: c_int) -> bool {
        unsafe { ffi::lua_checkstack(self.l, n) != 0 }
    }

    /// The type of the value at `i`.
    #[inline]
    pub fn kind(self, i: c_int) -> Kind {
        Kind::of(unsafe { ffi::lua_type(self.l, i) })
    }

    /// Pushes nil.
    #[inline]
    pub fn push_nil(self) {
        unsafe { ffi::lua_pushnil(self.l) }
    }

    /// Pushes a boolean.
    #[inline]
    pub fn push_bool(self, b: bool) {
        unsafe { ffi::lua_pushboolean(self.l, c_int::from(b)) }
    }

    /// Pushes an integer (a float where this Lua has none).
    #[inline]
    pub fn push_int(self, n: i64) {
        if ffi::HAS_INTEGERS {
            #[allow(clippy::useless_conversion, reason = "the integer type differs by Lua version")]
            unsafe {
                ffi::lua_pushinteger(self.l, n.try_into().unwrap_or_default());
            }
        } else {
            #[allow(clippy::cast_precision_loss, reason = "numbers are floats here")]
            self.push_num(n as f64);
        }
    }

    /// Pushes a float.
    #[inline]
    pub fn push_num(self, n: f64) {
        unsafe { ffi::lua_pushnumber(self.l, n) }
    }

    /// Pushes a light userdata; on LuaJIT one that the state has seen, since another may need memory.
    #[inline]
    pub fn push_light(self, p: *mut c_void) {
        unsafe { ffi::lua_pushlightuserdata(self.l, p) }
    }

    /// Pushes a copy of the value at `i`.
    #[inline]
    pub fn push_value(self, i: c_int) {
        unsafe { ffi::lua_pushvalue(self.l, i) }
    }

    /// Pushes the globals table.
    pub fn push_globals(self) {
        unsafe { ffi::pushglobals(self.l) }
    }

    /// Moves the top value to `i`, shifting up.
    #[inline]
    pub fn insert(self, i: c_int) {
        unsafe { ffi::lua_insert(self.l, i) }
    }

    /// Removes the value at `i`, shifting down.
    #[inline]
    pub fn remove(self, i: c_int) {
        unsafe { ffi::lua_remove(self.l, i) }
    }

    /// Pops the top value into `i`.
    #[inline]
    pub fn replace(self, i: c_int) {
        unsafe { ffi::lua_replace(self.l, i) }
    }

    /// The truth of the value at `i`.
    #[inline]
    pub fn truthy(self, i: c_int) -> bool {
        unsafe { ffi::lua_toboolean(self.l, i) != 0 }
    }

    /// The number at `i` (or that the string there reads as).
    #[inline]
    pub fn number(self, i: c_int) -> Option<f64> {
        unsafe { compat::tonumber(self.l, i) }
    }

    /// The integer at `i` (or that the float or string there stands for exactly).
    #[inline]
    pub fn integer(self, i: c_int) -> Option<i64> {
        unsafe { compat::tointeger(self.l, i) }
    }

    /// Whether the number at `i` has the integer subtype. Never where this Lua has none.
    #[inline]
    pub fn is_integer(self, i: c_int) -> bool {
        ffi::HAS_INTEGERS && unsafe { ffi::lua_isinteger(self.l, i) != 0 }
    }

    /// The bytes of the string at `i`, if it is a string (numbers are not converted). They stay valid while the string is
    /// on the stack or otherwise referenced; the caller must not let them outlive that.
    #[inline]
    pub fn bytes(self, i: c_int) -> Option<&'a [u8]> {
        if self.kind(i) != Kind::String {
            return None;
        }
        Some(self.string_bytes(i))
    }

    /// As [`State::bytes`], for what is known to be a string.
    #[inline]
    pub fn string_bytes(self, i: c_int) -> &'a [u8] {
        debug_assert!(self.kind(i) == Kind::String);
        let mut len = 0;
        unsafe {
            let at = ffi::lua_tolstring(self.l, i, &raw mut len);
            std::slice::from_raw_parts(at.cast(), len)
        }
    }

    /// Whether the value at `i` is the number `n`, of whatever subtype.
    #[inline]
    pub fn is_index(self, i: c_int, n: i64) -> bool {
        if self.is_integer(i) {
            return self.integer(i) == Some(n);
        }
        !ffi::HAS_INTEGERS && self.kind(i) == Kind::Number && self.integer(i) == Some(n)
    }

    /// The pointer of the light or full userdata at `i`, or null.
    #[inline]
    pub fn userdata(self, i: c_int) -> *mut c_void {
        unsafe { ffi::lua_touserdata(self.l, i) }
    }

    /// The address that identifies the object at `i`.
    #[inline]
    pub fn pointer(self, i: c_int) -> *const c_void {
        unsafe { ffi::lua_topointer(self.l, i) }
    }

    /// The length of the table, string or userdata at `i`, without metamethods.
    #[inline]
    pub fn raw_len(self, i: c_int) -> usize {
        #[allow(clippy::useless_conversion, reason = "the type differs by Lua version")]
        unsafe {
            ffi::lua_rawlen(self.l, i).try_into().unwrap_or(usize::MAX)
        }
    }

    /// Whether the values at both indices are the same, without metamethods.
    pub fn raw_equal(self, a: c_int, b: c_int) -> bool {
        unsafe { ffi::lua_rawequal(self.l, a, b) != 0 }
    }

    /// Replaces the key on top with its value in the table at `i`.
    #[inline]
    pub fn raw_get(self, i: c_int) -> Kind {
        unsafe { ffi::lua_rawget(self.l, i) };
        self.kind(-1)
    }

    /// Pushes the value at `n` of the table at `i`.
    #[inline]
    pub fn raw_geti(self, i: c_int, n: i32) -> Kind {
        Kind::of(unsafe { ffi::rawgeti(self.l, i, n) })
    }

    /// Pops a key and pushes the next key and value of the table at `i`, or pushes nothing and returns false at the end.
    /// Never raises when the key came from the traversal itself and the table has not changed.
    #[inline]
    pub fn next(self, i: c_int) -> bool {
        unsafe { ffi::lua_next(self.l, i) != 0 }
    }

    /// Pushes the metatable of the value at `i`, if it has one.
    #[inline]
    pub fn get_metatable(self, i: c_int) -> bool {
        unsafe { ffi::lua_getmetatable(self.l, i) != 0 }
    }

    /// Pops a table (or nil) and makes it the metatable of the value at `i`.
    #[inline]
    pub fn set_metatable(self, i: c_int) {
        unsafe {
            ffi::lua_setmetatable(self.l, i);
        }
    }

    /// Pushes the registry's value under a key.
    #[inline]
    pub fn registry(self, key: &'static Key) -> Kind {
        Kind::of(unsafe { ffi::registry_get(self.l, key.as_ptr()) })
    }

    /// Pushes the user value of the userdata at `i`.
    pub fn get_uservalue(self, i: c_int) {
        unsafe { ffi::getuservalue(self.l, i) }
    }

    /// Pops a table and keeps it with the userdata at `i`.
    pub fn set_uservalue(self, i: c_int) {
        unsafe { ffi::setuservalue(self.l, i) }
    }

    /// Pushes user value `n` of the userdata at `i`. False, and nothing pushed, if it has none.
    pub fn get_user_value(self, i: c_int, n: c_int) -> bool {
        unsafe { ffi::getiuservalue(self.l, i, n) }
    }

    /// Pops a value and makes it user value `n` of the userdata at `i`. Before 5.3 it is a table (or nil, in 5.2).
    pub fn set_user_value(self, i: c_int, n: c_int) {
        unsafe { ffi::setiuservalue(self.l, i, n) }
    }

    /// Pushes the environment of the function at `i`; nil where functions have none.
    pub fn get_environment(self, i: c_int) {
        unsafe { ffi::getfenv(self.l, i) }
    }

    /// Whether a debug hook is set where this state runs.
    pub fn has_hook(self) -> bool {
        unsafe { ffi::lua_gethook(self.l).is_some() }
    }

    /// Whether the function at `i` is not bytecode.
    #[inline]
    pub fn is_c_function(self, i: c_int) -> bool {
        unsafe { ffi::lua_iscfunction(self.l, i) != 0 }
    }

    /// The address of the C function at `i`. None for Lua functions and LuaJIT's built-in fast functions.
    pub fn c_function(self, i: c_int) -> Option<ffi::lua_CFunction> {
        unsafe { ffi::lua_tocfunction(self.l, i) }
    }

    /// Whether the function at `i` has the globals as its environment, as on most Luas every function has.
    pub fn has_global_environment(self, i: c_int) -> bool {
        self.get_environment(i);
        self.push_globals();
        let global = self.kind(-2) == Kind::Nil || self.raw_equal(-1, -2);
        self.pop(2);
        global
    }

    /// Pushes upvalue `n` of the function at `i` and gives its name, if there is one.
    pub fn get_upvalue(self, i: c_int, n: c_int) -> Option<&'a CStr> {
        unsafe {
            let name = ffi::lua_getupvalue(self.l, i, n);
            (!name.is_null()).then(|| CStr::from_ptr(name))
        }
    }

    /// Pops a value into upvalue `n` of the function at `i`. False (and nothing popped) if there is no such upvalue.
    pub fn set_upvalue(self, i: c_int, n: c_int) -> bool {
        unsafe { !ffi::lua_setupvalue(self.l, i, n).is_null() }
    }

    /// The text at `i` for a message: strings as they are, for [`to_bytes`](crate::boundary::to_bytes) to give back; numbers
    /// printed; other values by their type's name.
    pub fn describe(self, i: c_int) -> String {
        match self.kind(i) {
            Kind::String => to_text(self.bytes(i).unwrap_or_default()),
            Kind::Number => match self.integer(i) {
                Some(n) if self.is_integer(i) => n.to_string(),
                _ => format_number(self.number(i).unwrap_or_default()),
            },
            Kind::Boolean => self.truthy(i).to_string(),
            Kind::Nil | Kind::None => "nil".to_owned(),
            kind @ (Kind::Light
            | Kind::Userdata
            | Kind::Table
            | Kind::Function
            | Kind::Thread
            | Kind::Other) => {
                format!("{}: {}", kind.name(), address(self.pointer(i) as usize))
            }
        }
    }
}

/// An address in the form that Lua prints: as C does, which on Windows is all its digits, small ones with MinGW. LuaJIT
/// writes all digits of the lower half, and of the bytes above that there are.
pub fn address(at: usize) -> String {
    if cfg!(windows) && !ffi::IS_JIT {
        let digits = 2 * size_of::<usize>();
        return if cfg!(target_env = "gnu") { format!("{at:0digits$x}") } else { format!("{at:0digits$X}") };
    }
    let digits = match at.checked_ilog2() {
        _ if !ffi::IS_JIT => 0,
        Some(bit @ 32..) => 2 * (bit as usize / 8 + 1),
        _ => 8,
    };
    format!("0x{at:0digits$x}")
}

/// A float in the form that Lua prints (but for the locale).
fn format_number(n: f64) -> String {
    if n.is_nan() {
        return if n.is_sign_negative() && !ffi::IS_JIT { "-nan" } else { "nan" }.to_owned();
    }
    if n.is_infinite() {
        return if n > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // 5.5 wants to read back what it has printed.
    let mut text = general(n, if cfg!(feature = "lua55") { 15 } else { 14 });
    if cfg!(feature = "lua55") && text.parse() != Ok(n) {
        text = general(n, 17);
    }
    if ffi::HAS_INTEGERS && text.bytes().all(|b| b == b'-' || b.is_ascii_digit()) {
        text.push_str(".0");
    }
    text
}

/// A finite number with so many digits, as C's `%.*g` has it.
fn general(n: f64, digits: usize) -> String {
    fn trim(text: &str) -> &str {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
    }
    let scientific = format!("{n:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    match usize::try_from(i32::try_from(digits).unwrap_or(i32::MAX) - 1 - exponent) {
        Ok(decimals) if exponent >= -4 => trim(&format!("{n:.decimals$}")).to_owned(),
        _ => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{}e{sign}{:02}", trim(mantissa), exponent.unsigned_abs())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{address, format_number};
    use crate::boundary::{Kind, Quiet};
    use crate::ffi;
    use crate::testing::Host;

    /// The value on top as `tostring` has it. Pops it.
    fn printed(q: Quiet<'_>) -> String {
        let done = q.protected(1, 1, &mut (), |r, ()| {
            r.push_globals();
            r.get_field(-1, "tostring");
            r.push_value(1);
            r.call(1, 1);
            1
        });
        assert!(done.is_ok() && q.kind(-1) == Kind::String);
        let text = q.describe(-1);
        q.pop(1);
        text
    }

    #[test]
    fn addresses_are_printed_as_lua_prints_them() {
        let host = Host::new();
        for at in [0x10, 0x4b5_6990, 0xffff_ffff, 0x1_0000_0000, 0x12_3456_7890, 0x7f1b_a2f4_91f5] {
            host.q().push_light(at as *mut std::ffi::c_void);
            let text = printed(host.q());
            assert!(text.ends_with(&format!(": {}", address(at))), "{text} is not {}", address(at));
        }
        assert_eq!(ffi::IS_JIT, address(0x10) == "0x00000010");
    }

    #[test]
    fn floats_are_printed_as_lua_prints_them() {
        let host = Host::new();
        let mut numbers = vec![0.0, 1.0, 0.1, 1.0 / 3.0, 2.5, 123_456.789, 1e-4, 1e-5, 99_999_999_999_999.5];
        numbers.extend([
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            f64::INFINITY,
            9_007_199_254_740_993.0,
            0.3 - 0.2,
        ]);
        numbers.extend((-25..25).flat_map(|e| [10f64.powi(e), 10f64.powi(e) / 7.0, 10f64.powi(e) - 1.0]));
        for n in numbers.into_iter().flat_map(|n| [n, -n]) {
            host.q().push_num(n);
            assert_eq!(printed(host.q()), format_number(n));
        }
    }
}
