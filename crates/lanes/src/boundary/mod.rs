//! The only code that may raise a Lua error. `docs/DESIGN.md` section 3 has the rule and the measurements behind it:
//! **catch, drop everything, then raise.**
//!
//! * [`entry`]: the trampoline under every C function that Lua calls.
//! * [`protected`](Quiet::protected): the one way from quiet code to code that may raise.
//! * [`State`], [`Quiet`], [`Raising`]: tokens for a `lua_State` that say what may be called on it.

mod args;
mod entry;
mod protect;
mod state;
#[cfg(test)]
pub(crate) mod tests;
mod text;

pub use entry::{Done, Fault, Finish, Outcome, clean, panic_text, run_entry};
pub use protect::prepare;
pub use state::{Kind, Quiet, Raising, State, address};
pub use text::{to_bytes, to_text};

/// Defines the C function `$name` whose body is the quiet function `$body`.
#[macro_export]
macro_rules! entry {
    ($(#[$doc:meta])* $name:ident = $body:path) => {
        $(#[$doc])*
        pub(crate) unsafe extern "C-unwind" fn $name(l: *mut mlua_sys::lua_State) -> std::ffi::c_int {
            // SAFETY: Lua calls this as a C function, with a live state.
            unsafe { $crate::boundary::run_entry(l, $body) }
        }
    };
}
