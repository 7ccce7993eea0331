//! Registry keys: the addresses of statics. They are unique in the process. In LuaJIT's registry they are numbers
//! ([`super::pushaddress`] has the reason); their light userdata are marks.

use std::ffi::c_void;

/// A key of the registry. Its address is the key, so each one is a `static` and never zero-sized.
pub struct Key(#[allow(dead_code, reason = "only the address counts, and a field gives each key one")] u8);

impl Key {
    const fn new() -> Key {
        Key(0)
    }

    /// The light userdata that stands for this key.
    pub fn as_ptr(&'static self) -> *mut c_void {
        std::ptr::from_ref(self).cast_mut().cast()
    }
}

/// The state's [`crate::env::Env`], a full userdata that owns it.
pub static ENV: Key = Key::new();
/// The C function that every protected call runs through, kept where fetching it cannot fail.
pub static TRAMPOLINE: Key = Key::new();
/// Weak table: identity number of a shared object -> its proxy in this state.
pub static PROXIES: Key = Key::new();
/// Metatable of linda proxies.
pub static LINDA_MT: Key = Key::new();
/// Metatable of lane handles.
pub static LANE_MT: Key = Key::new();
/// Table: metatable -> its universe-wide number.
pub static METATABLE_IDS: Key = Key::new();
/// Table: universe-wide number -> this state's copy of the metatable.
pub static METATABLES: Key = Key::new();
/// Table: lookup name -> C function or table of this state.
pub static NAMED: Key = Key::new();
/// Array: the standard functions of the state, as they were.
#[cfg(feature = "luajit")]
pub static ORIGINALS: Key = Key::new();
/// Table: the finalizers of a lane, in the order they were registered.
pub static FINALIZERS: Key = Key::new();
/// The table of `include/lanes/deep.h` whose functions tell us of deep objects.
pub static DEEP: Key = Key::new();
/// The module table `lanes` of this state.
pub static MODULE: Key = Key::new();
/// The module table `lanes.core` of this state.
pub static CORE: Key = Key::new();
/// The state's `require` as it was when Lanes was set up in it.
pub static REQUIRE: Key = Key::new();
/// Table: the settings' Lua functions that stay in the main state (`on_lane_error`).
pub static HOOKS: Key = Key::new();
/// The coroutine that runs the body of a coroutine lane.
pub static COROUTINE: Key = Key::new();
/// The function that `lanes.finally` was given.
pub static FINALLY: Key = Key::new();
/// Table: userdata made while the main state closes.
pub static LATE: Key = Key::new();
/// The stack table of the last error of a lane.
pub static STACK: Key = Key::new();
/// Whether stack tables are of the extended form.
pub static EXTENDED: Key = Key::new();
/// Table: the embedded Lua part's factories.
pub static FACTORIES: Key = Key::new();
/// The userdata of the host's main state whose finalizer closes the universe.
pub static GUARD: Key = Key::new();
