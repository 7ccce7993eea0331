//! Deletes objects whose last reference was a packet's. That may happen in any thread, with the universe closed and no
//! state at hand, and the module's callback needs one: it gets a state of its own, with nothing in it.

use super::{IdFunction, known};
use crate::boundary::{Quiet, Raising, prepare};
use crate::ffi;
use parking_lot::Mutex;
use std::ffi::{c_int, c_void};

/// `eDO_delete`
const DELETE: c_int = 1;

/// A state without libraries.
struct Bare(*mut ffi::lua_State);

// SAFETY: one thread at a time has it.
unsafe impl Send for Bare {}

/// One state, kept for the next object. The callback runs while it is taken out, so under no lock.
static SPARE: Mutex<Option<Bare>> = Mutex::new(None);

impl Bare {
    /// The spare one, or a new one unless memory runs out.
    fn get() -> Option<Bare> {
        if let Some(bare) = SPARE.lock().take() {
            return Some(bare);
        }
        // SAFETY: no requirement; null means out of memory.
        let l = unsafe { ffi::luaL_newstate() };
        let bare = (!l.is_null()).then_some(Bare(l))?;
        prepare(bare.quiet()).is_ok().then_some(bare)
    }

    fn quiet(&self) -> Quiet<'_> {
        // SAFETY: live until this is dropped, and idle.
        unsafe { Quiet::new(self.0) }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // SAFETY: ours alone, and idle.
        unsafe { ffi::lua_close(self.0) };
    }
}

/// Calls `idfunc(eDO_delete)`. What it raises is nobody's to see. Without memory for a state the object is left.
pub fn delete(object: *mut c_void, idfunc: IdFunction) {
    fn call(r: Raising<'_>, (object, idfunc): &mut (*mut c_void, IdFunction)) -> c_int {
        r.push_light(*object);
        // SAFETY: the library of the callback was pinned when the object was shared; the object is alone on the stack.
        // It may raise: no frame up to the protected call owns anything.
        unsafe { idfunc(r.as_ptr(), DELETE) };
        0
    }
    let Some(bare) = Bare::get() else { return };
    known::gone(object as usize);
    let _ = bare.quiet().protected(0, 0, &mut (object, idfunc), call);
    bare.quiet().set_top(0);
    let surplus = SPARE.lock().replace(bare);
    drop(surplus);
}
