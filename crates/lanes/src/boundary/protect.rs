//! The protected call: the one door from quiet code to code that may raise.

use super::entry::{Fault, clean};
use super::state::{Quiet, Raising};
use crate::ffi::{self, keys};
use crate::lane;
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

/// The C function of every protected call. The call stands on top of its stack.
unsafe extern "C-unwind" fn trampoline(l: *mut ffi::lua_State) -> c_int {
    // SAFETY: only `protected` calls this, with a pointer to its own frame, which outlives the pcall.
    unsafe {
        let call = pop_address(l).cast::<Call>();
        clean(((*call).run)(l, &*call))
    }
}

/// Pops what [`ffi::pushaddress`] pushed.
#[inline]
unsafe fn pop_address(l: *mut ffi::lua_State) -> *mut c_void {
    // SAFETY: the caller's promise: the value on top is what `pushaddress` pushed.
    unsafe {
        let at = if ffi::IS_JIT {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was an address")]
            std::ptr::with_exposed_provenance_mut(ffi::tonumber(l, -1).unwrap_or_default() as usize)
        } else {
            ffi::lua_touserdata(l, -1)
        };
        ffi::lua_pop(l, 1);
        at
    }
}

/// Readies a state for protected calls; to be called before the first one, or that one may fail in a way that cannot be
/// caught. Where a C function value is a new object each time (5.1 and LuaJIT), the trampoline is put where fetching it
/// neither fails nor allocates.
pub fn prepare(q: Quiet<'_>) -> Result<(), Fault> {
    #[cfg(any(feature = "lua51", feature = "luajit"))]
    {
        unsafe extern "C-unwind" fn install(l: *mut ffi::lua_State) -> c_int {
            // SAFETY: called by `lua_cpcall`, which catches what the two calls may raise; nothing is owned here.
            unsafe {
                ffi::lua_pushcclosure(l, trampoline, 0);
                ffi::registry_set(l, keys::TRAMPOLINE.as_ptr());
            }
            0
        }
        // SAFETY: the state is live; `lua_cpcall` raises nothing and leaves an error message on the stack at most.
        if unsafe { mlua_sys::lua_cpcall(q.as_ptr(), install, std::ptr::null_mut()) } != ffi::LUA_OK {
            return Err(Fault::OnStack);
        }
    }
    let _ = q;
    Ok(())
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
        let call =
            Call { run: run::<C>, function: f as *const (), context: std::ptr::from_mut(context).cast() };
        let l = self.as_ptr();
        if ffi::HAS_FENV {
            self.fetch_trampoline(nargs)?;
        }
        // SAFETY: three slots at most are pushed, within what every C function has to spare; none of the pushes raises
        // (a C function without upvalues is no object where it is pushed here).
        let status = unsafe {
            if !ffi::HAS_FENV {
                ffi::lua_pushcclosure(l, trampoline, 0);
            }
            if nargs > 0 {
                ffi::lua_insert(l, -nargs - 1);
            }
            ffi::pushaddress(l, std::ptr::from_ref(&call).cast_mut().cast());
            ffi::lua_pcall(l, nargs + 1, nresults, 0)
        };
        if status == ffi::LUA_OK { Ok(()) } else { Err(Fault::OnStack) }
    }

    /// Pushes the trampoline as an object, made now if the state was not prepared. On failure the error value is in the
    /// place of the top `nargs` values.
    #[inline]
    fn fetch_trampoline(self, nargs: c_int) -> Result<(), Fault> {
        // SAFETY: neither the fetch nor the pop raises.
        unsafe {
            if ffi::registry_get(self.as_ptr(), keys::TRAMPOLINE.as_ptr()) != ffi::LUA_TNIL {
                return Ok(());
            }
            ffi::lua_pop(self.as_ptr(), 1);
        }
        if let Err(fault) = prepare(self) {
            self.insert(-nargs - 1);
            self.pop(nargs);
            return Err(fault);
        }
        // SAFETY: as above.
        unsafe { ffi::registry_get(self.as_ptr(), keys::TRAMPOLINE.as_ptr()) };
        Ok(())
    }

    /// Makes sure that `n` more values fit, however many. Old versions of 5.1 and LuaJIT raise when memory runs out here:
    /// there the stack is made larger by a protected call first, so that nothing is left to do but to note it. That call
    /// takes a few slots itself.
    pub fn check_stack(self, n: c_int) -> bool {
        const SPARE: c_int = 16;
        if ffi::HAS_FENV && self.top().saturating_add(n) > SPARE {
            let grow = || {
                self.protected(0, 0, &mut { n }, |r, n| {
                    r.check_stack(*n);
                    0
                })
            };
            let mut struck = false;
            while grow().is_err() {
                let is_cancel = lane::is_cancel(self, -1);
                self.pop(1);
                if !is_cancel || struck {
                    return false;
                }
                // A hook-mode cancel has struck at that call. It is put off until Lua goes on.
                struck = true;
                // SAFETY: this thread runs the state.
                unsafe { ffi::lua_sethook(self.as_ptr(), None, 0, 0) };
            }
            if struck {
                // SAFETY: as above.
                unsafe { lane::interrupt_next(self.as_ptr()) };
            }
        }
        (*self).check_stack(n)
    }
}
