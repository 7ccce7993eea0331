//! The packet: one transmission (all values of a send, all arguments of a lane, ..) in a byte form of its own.
//!
//! A packet is a sequence of *items*, one for each root value, then the *late* contents of objects that lie deeper than
//! the native stack should follow. Objects (tables and functions) are numbered in the order in which they are met; an
//! item that meets one again refers to it by number, so identity and cycles survive. Everything is little-endian.
//!
//! ```text
//! item    = NIL | FALSE | TRUE | INT i64 | NUM f64 | LIGHT u64 | STR u32 bytes | REF u32 | GLOBALS
//!         | TABLE flags object u32 place-of-counts contents | TABLE_LATE flags object
//!         | FUNC flags object u32 bytes upvalues | FUNC_LATE flags object u32 bytes
//!         | OBJECT object | NAMED .. | NATIVE .. | LINDA ref
//!         | CLONE flags object form u32 ref metatable u32 count item*count | NAMED_USERDATA u32 name
//!         | DEEP flags object u32 ref u32 count item*count | LINDA_CLOSES ref item
//! contents = metatable u32 array u32 pairs  item*array  (item item)*pairs
//! upvalues = u8 count  item*count
//! late    = object (contents | upvalues)
//! ```
//! A *section* (the definition of a metatable, or the contents of a table known by name) carries its length, so that a
//! receiver that has the thing already can skip it; an object in it that is referred to from outside forbids that.

use super::block::Block;
use super::bytes::Bytes;
use super::large::Large;
use crate::deep::Shared;
use crate::lindas::SharedLinda;
use crate::live::{Live, kind};
use std::sync::Arc;

/// Item tags.
pub mod tag {
    /// nil
    pub const NIL: u8 = 0;
    /// false
    pub const FALSE: u8 = 1;
    /// true
    pub const TRUE: u8 = 2;
    /// integer
    pub const INT: u8 = 3;
    /// float
    pub const NUM: u8 = 4;
    /// light userdata
    pub const LIGHT: u8 = 5;
    /// string in place
    pub const STR: u8 = 6;
    /// long string among the references
    pub const LONG: u8 = 7;
    /// the receiving state's globals table
    pub const GLOBALS: u8 = 8;
    /// table
    pub const TABLE: u8 = 9;
    /// table whose contents come late
    pub const TABLE_LATE: u8 = 10;
    /// Lua function
    pub const FUNC: u8 = 11;
    /// Lua function whose upvalues come late
    pub const FUNC_LATE: u8 = 12;
    /// an object met before
    pub const OBJECT: u8 = 13;
    /// table known by name, with its contents as a section
    pub const NAMED: u8 = 14;
    /// C function
    pub const NATIVE: u8 = 15;
    /// linda
    pub const LINDA: u8 = 16;
    /// clone of a full userdata
    pub const CLONE: u8 = 17;
    /// userdata known by name
    pub const NAMED_USERDATA: u8 = 18;
    /// deep userdata
    pub const DEEP: u8 = 19;
    /// linda with a `__close` handler, whose item follows
    pub const LINDA_CLOSES: u8 = 20;
}

/// Metatable marks.
pub mod meta {
    /// no metatable
    pub const NONE: u8 = 0;
    /// defined here: identity, flags, object, length, then the item
    pub const DEFINED: u8 = 1;
    /// met before in this packet: identity
    pub const KNOWN: u8 = 2;
}

/// Flags of an object or section.
pub mod flag {
    /// The object is referred to again: the receiver must remember it.
    pub const SHARED: u8 = 1;
    /// The section holds objects that are referred to from outside: the receiver must decode it.
    pub const NEEDED: u8 = 2;
    /// A C function's address may be used where its name is not known.
    pub const ADDRESS: u8 = 4;
    /// A C function's module and its key there are given, empty if it is the module: where its name is not known, the
    /// module is loaded. With an address the function is that, and the module is loaded if the receiver can load any.
    pub const MODULE: u8 = 16;
    /// The name is one of the standard libraries' (or of Lanes itself): never replaced by an address or a copy.
    pub const STANDARD: u8 = 8;
}

/// What a packet holds besides bytes.
#[derive(Clone)]
pub enum Ref {
    /// A large string.
    Large(Arc<Large>),
    /// A linda.
    Linda(Arc<SharedLinda>),
    /// The copied contents of a userdata.
    Block(Arc<Block>),
    /// A deep object.
    Deep(Arc<Shared>),
}

/// One transmission. Immutable once made, and without any Lua inside.
pub struct Packet {
    /// The items.
    pub bytes: Bytes,
    /// What `LONG`, `LINDA`, `CLONE` and `DEEP` items refer to.
    pub refs: Box<[Ref]>,
    /// Where each root's item begins.
    pub roots: Box<[u32]>,
    /// Roots share objects, or contents come late: a root can only be decoded together with the others.
    pub entangled: bool,
    /// Something in it is looked up by name in the receiving state, or cloned there, so decoding may fail.
    pub lookups: bool,
    /// The name of the state it came from, for messages.
    pub origin: Box<str>,
    /// Counts it.
    pub _live: Live<{ kind::PACKET }>,
}

impl Packet {
    /// The number of root values.
    pub fn count(&self) -> usize {
        self.roots.len()
    }
}
