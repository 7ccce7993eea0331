//! State tokens. A token is a `lua_State` together with a promise about what may be called on it:
//! [`State`] has what never raises, [`Quiet`] adds protected calls, [`Raising`] adds what raises.
//!
//! The methods are safe to call in the sense that the *kind* of call is right by construction. Indices must be valid, as
//! everywhere in Lua's C API, and there must be room on the stack: every C function has 20 slots to spare, more must be
//! asked for with [`State::check_stack`].

mod quiet;
mod raising;

pub use quiet::address;

use crate::ffi;
use std::ffi::c_int;
use std::marker::PhantomData;
use std::ops::Deref;

/// What never raises.
#[derive(Clone, Copy)]
pub struct State<'a> {
    l: *mut ffi::lua_State,
    _call: PhantomData<&'a ()>,
}

/// A state inside a frame that may own, lock, wait and panic.
#[derive(Clone, Copy)]
pub struct Quiet<'a>(State<'a>);

/// A state inside a protected call: errors may be raised, so nothing may be owned.
#[derive(Clone, Copy)]
pub struct Raising<'a>(State<'a>);

impl<'a> Deref for Quiet<'a> {
    type Target = State<'a>;
    fn deref(&self) -> &State<'a> {
        &self.0
    }
}

impl<'a> Deref for Raising<'a> {
    type Target = State<'a>;
    fn deref(&self) -> &State<'a> {
        &self.0
    }
}

/// The type of a Lua value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// No value: the index is past the top.
    None,
    /// nil
    Nil,
    /// boolean
    Boolean,
    /// light userdata
    Light,
    /// number
    Number,
    /// string
    String,
    /// table
    Table,
    /// function, of Lua or C
    Function,
    /// full userdata
    Userdata,
    /// coroutine
    Thread,
    /// LuaJIT's cdata, or a type that this code does not know
    Other,
}

impl Kind {
    #[inline]
    fn of(tag: c_int) -> Kind {
        match tag {
            ffi::LUA_TNONE => Kind::None,
            ffi::LUA_TNIL => Kind::Nil,
            ffi::LUA_TBOOLEAN => Kind::Boolean,
            ffi::LUA_TLIGHTUSERDATA => Kind::Light,
            ffi::LUA_TNUMBER => Kind::Number,
            ffi::LUA_TSTRING => Kind::String,
            ffi::LUA_TTABLE => Kind::Table,
            ffi::LUA_TFUNCTION => Kind::Function,
            ffi::LUA_TUSERDATA => Kind::Userdata,
            ffi::LUA_TTHREAD => Kind::Thread,
            _ => Kind::Other,
        }
    }

    /// The name that Lua's `type` and error messages give it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::None => "no value",
            Kind::Nil => "nil",
            Kind::Boolean => "boolean",
            Kind::Light | Kind::Userdata => "userdata",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Table => "table",
            Kind::Function => "function",
            Kind::Thread => "thread",
            Kind::Other => "cdata",
        }
    }

    /// Whether the value is nil or not there at all.
    pub fn is_none_or_nil(self) -> bool {
        matches!(self, Kind::None | Kind::Nil)
    }
}

impl<'a> Quiet<'a> {
    /// A token for a state in a frame that Lua cannot jump out of.
    ///
    /// # Safety
    /// `l` is live for the token's life and this thread's to use; no error may be raised past the caller's frame other
    /// than by its return.
    #[inline]
    pub unsafe fn new(l: *mut ffi::lua_State) -> Quiet<'a> {
        Quiet(State { l, _call: PhantomData })
    }
}
