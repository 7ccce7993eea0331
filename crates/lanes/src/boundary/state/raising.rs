//! What raises, and so runs inside a protected call only.

use super::{Kind, Raising, State};
use crate::ffi::{self, compat, keys::Key};
use std::ffi::{CStr, c_int, c_void};
use std::marker::PhantomData;

// SAFETY of the blocks below, once for all: as for `State`, and the state runs a protected call (`new` asks for it), so
// that a raised error lands there.
#[allow(
    clippy::undocumented_unsafe_blocks,
    reason = "one argument for all, above: each block is one such C call"
)]
impl<'a> Raising<'a> {
    /// A token for a state inside a protected call.
    ///
    /// # Safety
    /// `l` is live, this thread's to use, and runs a protected call; no frame up to that call owns anything.
    #[inline]
    pub unsafe fn new(l: *mut ffi::lua_State) -> Raising<'a> {
        Raising(State { l, _call: PhantomData })
    }

    /// Pushes a string.
    #[inline]
    pub fn push_bytes(self, bytes: &[u8]) {
        unsafe {
            ffi::lua_pushlstring(self.as_ptr(), bytes.as_ptr().cast(), bytes.len());
        }
    }

    /// Pushes a string whose bytes stay where they are: `bytes` is part of what `owner` keeps alive, is never written again,
    /// and ends with a zero that is not part of the string. The owner is dropped when Lua has collected the string.
    #[cfg(feature = "lua55")]
    pub fn push_external<T: Send + Sync + 'static>(self, owner: Box<T>, bytes: &[u8]) {
        unsafe extern "C" fn release<T>(
            owner: *mut c_void,
            _: *mut c_void,
            _: usize,
            _: usize,
        ) -> *mut c_void {
            // SAFETY: Lua calls this once for the string that was pushed with this pointer, which owns the box.
            unsafe { drop(Box::from_raw(owner.cast::<T>())) };
            std::ptr::null_mut()
        }
        debug_assert_eq!(bytes.last(), Some(&0));
        let len = bytes.len() - 1;
        let owner = Box::into_raw(owner).cast();
        unsafe {
            // Should this raise, it has released the owner before.
            ffi::lua_pushexternalstring(self.as_ptr(), bytes.as_ptr().cast(), len, Some(release::<T>), owner);
        }
    }

    /// Collects all garbage, unless the collector is stopped. Whether it did.
    #[cfg(feature = "lua55")]
    pub fn collect(self) -> bool {
        unsafe {
            let running = ffi::lua_gc(self.as_ptr(), ffi::LUA_GCISRUNNING) == 1;
            if running {
                ffi::lua_gc(self.as_ptr(), ffi::LUA_GCCOLLECT);
            }
            running
        }
    }

    /// How many bytes Lua counts as its own, in whole kilobytes.
    #[cfg(feature = "lua55")]
    pub fn total_bytes(self) -> usize {
        let kilobytes = unsafe { ffi::lua_gc(self.as_ptr(), ffi::LUA_GCCOUNT) };
        usize::try_from(kilobytes).unwrap_or_default() << 10
    }

    /// Pushes a new table with room for `array` elements and `record` other fields.
    #[inline]
    pub fn create_table(self, array: usize, record: usize) {
        let clamp = |n: usize| c_int::try_from(n).unwrap_or(c_int::MAX).min(1 << 26);
        unsafe { ffi::lua_createtable(self.as_ptr(), clamp(array), clamp(record)) }
    }

    /// Pops a key and a value into the table at `i`.
    #[inline]
    pub fn raw_set(self, i: c_int) {
        unsafe { ffi::lua_rawset(self.as_ptr(), i) }
    }

    /// Pops a value into `n` of the table at `i`.
    #[inline]
    pub fn raw_seti(self, i: c_int, n: i32) {
        unsafe { ffi::rawseti(self.as_ptr(), i, n) }
    }

    /// Pops a value into field `name` of the table at `i`, which is above the registry's index.
    pub fn set_field(self, i: c_int, name: &str) {
        let i = self.abs(i);
        self.push_bytes(name.as_bytes());
        self.insert(-2);
        self.raw_set(i);
    }

    /// Pushes field `name` of the table at `i`, without metamethods.
    pub fn get_field(self, i: c_int, name: &str) -> Kind {
        let i = self.abs(i);
        self.push_bytes(name.as_bytes());
        self.raw_get(i)
    }

    /// Pushes field `name` of the value at `i` as Lua reads it, with metamethods.
    pub fn index_field(self, i: c_int, name: &CStr) -> Kind {
        unsafe { ffi::lua_getfield(self.as_ptr(), i, name.as_ptr()) };
        self.kind(-1)
    }

    /// Pops a value into the registry.
    pub fn registry_set(self, key: &'static Key) {
        unsafe { ffi::registry_set(self.as_ptr(), key.as_ptr()) }
    }

    /// Pushes the registry's table under a key, which is made when it is first asked for.
    pub fn registry_table(self, key: &'static Key) {
        if self.registry(key) != Kind::Table {
            self.pop(1);
            self.create_table(0, 0);
            self.push_value(-1);
            self.registry_set(key);
        }
    }

    /// Pushes a new full userdata with one user value.
    pub fn new_userdata(self, size: usize) -> *mut c_void {
        unsafe { ffi::newuserdata(self.as_ptr(), size) }
    }

    /// Pushes a new full userdata with this many user values (where it can be chosen), its block full of zeros.
    pub fn new_zeroed_userdata(self, size: usize, values: c_int) -> *mut c_void {
        unsafe {
            let at = ffi::newuserdatauv(self.as_ptr(), size, values);
            std::ptr::write_bytes(at.cast::<u8>(), 0, size);
            at
        }
    }

    /// Pushes a C function without upvalues.
    pub fn push_c_function(self, f: ffi::lua_CFunction) {
        unsafe { ffi::lua_pushcclosure(self.as_ptr(), f, 0) }
    }

    /// Pushes a C function with the top `n` values as its upvalues, which it pops.
    pub fn push_c_closure(self, f: ffi::lua_CFunction, n: c_int) {
        unsafe { ffi::lua_pushcclosure(self.as_ptr(), f, n) }
    }

    /// Calls the function under its `nargs` arguments.
    pub fn call(self, nargs: c_int, nresults: c_int) {
        unsafe { ffi::call(self.as_ptr(), nargs, nresults) }
    }

    /// Calls the function under its `nargs` arguments. Its results, or the error value, take their place; gives the
    /// status.
    pub fn try_call(self, nargs: c_int, nresults: c_int) -> c_int {
        unsafe { ffi::lua_pcall(self.as_ptr(), nargs, nresults, 0) }
    }

    /// Makes sure that `n` more values fit, or raises.
    #[inline]
    pub fn need_stack(self, n: c_int) {
        if !self.check_stack(n) {
            self.fail("Cannot grow stack!");
        }
    }

    /// Raises an error with a text. Never returns.
    #[cold]
    pub fn fail(self, text: &str) -> ! {
        self.push_bytes(text.as_bytes());
        self.throw()
    }

    /// Raises the value on top of the stack. Never returns.
    #[cold]
    pub fn throw(self) -> ! {
        unsafe { ffi::lua_error(self.as_ptr()) };
        #[allow(unreachable_code)]
        {
            unreachable!()
        }
    }

    /// Makes the number at `i` the string that `..` has for it.
    pub fn number_to_string(self, i: c_int) {
        unsafe {
            ffi::lua_tolstring(self.as_ptr(), i, std::ptr::null_mut());
        }
    }

    /// Pushes the string that `tostring` gives for the value at `i`.
    pub fn push_tostring(self, i: c_int) {
        unsafe {
            compat::tolstring(self.as_ptr(), i);
        }
    }
}
