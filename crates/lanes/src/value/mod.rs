//! Values between states. A value that crosses is encoded once into owned Rust memory ([`Value`], [`Packet`]) and decoded
//! once into the receiving state. Nothing here takes a linda's lock; what can wait is a module that a function is from, which
//! is loaded in a state that has none of it.
//!
//! * [`data`]: what a linda stores, and the keys of its slots;
//! * [`packet`]: the byte form of tables, functions and whatever else needs more than a word;
//! * [`encode`] / [`decode`]: between the stack and the two above;
//! * [`bytes`]: strings that are neither short nor large;
//! * [`clone`]: full userdata whose metatable has `__lanesclone`, through a neutral [`block`];
//! * [`large`]: large strings;
//! * [`deep`]: deep userdata, which states share;
//! * [`names`]: the lookup names of C functions and known tables.

pub mod address_map;
pub mod block;
mod bytes;
mod clone;
pub mod data;
pub mod decode;
mod deep;
pub mod encode;
mod functions;
mod large;
mod metatables;
pub mod names;
#[cfg(feature = "luajit")]
pub mod originals;
pub mod packet;
pub mod standard;
#[cfg(test)]
mod tests;
pub mod userdata;

pub use bytes::give_back_all;
pub use data::{DeepKey, Key, Short, Value};
pub use decode::{push_light, push_value, push_values};
pub use encode::{Purpose, UNSUPPORTED, encode_values, read_key, read_value, read_values};
#[cfg(feature = "lua55")]
pub use large::external::Account;
pub use packet::Packet;
