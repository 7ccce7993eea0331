//! The protected call: the one door from quiet code to code that may raise.

use super::entry::Fault;
use super::state::{Quiet, Raising};
use crate::ffi::{self, keys};
use std::ffi::{c_int, c_void};

/// One protected call, with its types erased.
struct Call {
    run: unsafe fn(*mut ffi::lua_State, &Call) -> c_int,
    function: *const (),
    context: *mut (),
}

/// Calls the raising function with its context. One instance for each context type.
///
/// # Safety
/// `call.function` is a `fn(Raising, &mut C) -> c_int` and `call.context` a live, unaliased `C`.
unsafe fn run<C>(l: *mut ffi::lua_State, call: &Call) -> c_int {
    // SAFETY: `protected` below made both from exactly these types and waits for us.
    unsafe {
        let function: fn(Raising<'_>, &mut C) -> c_int = std::mem::transmute(call.function);
        function(Raising::new(l), &mut *call.context.cast::<C>())
    }
}

/// The C function of every protected call. The call stands on top of its stack as a light userdata.
unsafe extern "C-unwind" fn trampoline(l: *mut ffi::lua_State) -> c_int {
    // SAFETY: only `protected` calls this, with a pointer to its own frame, which outlives the pcall. The light
    // userdata may exceed 47 bits on no supported platform, because thread stacks lie in user space.
    unsafe {
        let call: *const Call = ffi::lua_touserdata(l, -1).cast();
        ffi::lua_pop(l, 1);
        ((*call).run)(l, &*call)
    }
}

/// Puts the trampoline where fetching it can neither fail nor allocate. Needed where a C function value is a new object
/// each time (5.1 and LuaJIT).
pub fn install(r: Raising<'_>) {
    r.push_c_function(trampoline);
    r.registry_set(&keys::TRAMPOLINE);
}

impl Quiet<'_> {
    /// Calls `f` in a protected call with the top `nargs` values as its arguments, and leaves `nresults` results in
    /// their place (`LUA_MULTRET` for all). On failure the error value is there instead.
    ///
    /// `f` owns nothing that drops, takes no lock and never waits; data that grows lives in `context`.
    pub fn protected<C>(
        self,
        nargs: c_int,
        nresults: c_int,
        context: &mut C,
        f: fn(Raising<'_>, &mut C) -> c_int,
    ) -> Result<(), Fault> {
        let call = Call { run: run::<C>, function: f as *const (), context: std::ptr::from_mut(context).cast() };
        let l = self.as_ptr();
        let at: *mut c_void = std::ptr::from_ref(&call).cast_mut().cast();
        // SAFETY: three slots at most are pushed, within what every C function has to spare; none of the pushes raises
        // (the fetch of the stored trampoline on 5.1 and LuaJIT; a light C function elsewhere).
        let status = unsafe {
            if !ffi::HAS_FENV || ffi::registry_get(l, keys::TRAMPOLINE.as_ptr()) == ffi::LUA_TNIL {
                if ffi::HAS_FENV {
                    ffi::lua_pop(l, 1);
                }
                ffi::lua_pushcclosure(l, trampoline, 0);
            }
            if nargs > 0 {
                ffi::lua_insert(l, -nargs - 1);
            }
            ffi::lua_pushlightuserdata(l, at);
            ffi::lua_pcall(l, nargs + 1, nresults, 0)
        };
        if status == ffi::LUA_OK { Ok(()) } else { Err(Fault::OnStack) }
    }
}
