//! What a linda stores: values of at most three words, and the keys of its slots.

use super::bytes::Bytes;
use super::large::{LARGE, Large};
use super::packet::Packet;
use crate::deep;
use crate::lindas::SharedLinda;
use std::ffi::c_int;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A string short enough to be held in place.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Short {
    len: u8,
    bytes: [u8; Short::MAX],
}

impl Short {
    /// The longest string that is held in place, in bytes.
    pub const MAX: usize = 21;

    /// The string, if it is short enough.
    #[inline]
    pub fn new(s: &[u8]) -> Option<Short> {
        if s.len() > Short::MAX {
            return None;
        }
        let mut bytes = [0; Short::MAX];
        bytes[..s.len()].copy_from_slice(s);
        #[allow(clippy::cast_possible_truncation, reason = "at most MAX")]
        Some(Short { len: s.len() as u8, bytes })
    }

    /// The bytes of the string.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// A value on its way between states.
#[derive(Clone)]
pub enum Value {
    /// nil, which is an element like any other.
    Nil,
    /// boolean
    Bool(bool),
    /// A number of the integer subtype.
    Int(i64),
    /// A number of the float subtype.
    Num(f64),
    /// A light userdata: its address.
    Light(usize),
    /// A short string.
    Short(Short),
    /// A longer string, held once however many receivers there are.
    Bytes(Bytes),
    /// A large one.
    Large(Arc<Large>),
    /// Value number n of a transmission.
    Packed(Arc<Packet>, u32),
}

/// The name of a slot. Equality is that of Lua's table keys: `2` and `2.0` are one key, `2` and `"2"` are two.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// boolean
    Bool(bool),
    /// A number that is an integer, of whatever subtype.
    Int(i64),
    /// Any other number but NaN: its bits.
    Num(u64),
    /// A light userdata: its address.
    Light(usize),
    /// A short string.
    Short(Short),
    /// A longer string.
    Bytes(Arc<[u8]>),
    /// Another linda.
    Linda(Arc<SharedLinda>),
    /// The linda that the slot is in.
    Own,
    /// A deep userdata.
    Deep(DeepKey),
}

/// A deep userdata as a key: the object, and how many user values a proxy of it is made with.
#[derive(Clone)]
pub struct DeepKey {
    /// The object.
    pub object: Arc<deep::Shared>,
    /// The user values of the proxy that was used as a key.
    pub user_values: c_int,
}

impl PartialEq for DeepKey {
    fn eq(&self, other: &DeepKey) -> bool {
        self.object.address() == other.object.address()
    }
}

impl Eq for DeepKey {}

impl Hash for DeepKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.object.address().hash(state);
    }
}

impl Key {
    /// The key that a string stands for.
    #[inline]
    pub fn from_bytes(s: &[u8]) -> Key {
        Short::new(s).map_or_else(|| Key::Bytes(Arc::from(s)), Key::Short)
    }

    /// The key that a number stands for; NaN is none.
    #[inline]
    pub fn from_number(n: f64) -> Option<Key> {
        #[allow(clippy::cast_possible_truncation, reason = "tested by converting back")]
        let i = n as i64;
        #[allow(clippy::cast_precision_loss, reason = "this is the test")]
        if n.is_nan() {
            None
        } else if i as f64 == n && i != i64::MAX {
            Some(Key::Int(i))
        } else {
            Some(Key::Num(n.to_bits()))
        }
    }
}

impl Value {
    /// The value of a string.
    #[inline]
    pub fn from_bytes(s: &[u8]) -> Value {
        match Short::new(s) {
            Some(short) => Value::Short(short),
            None if s.len() < LARGE => Value::Bytes(Bytes::new(s)),
            None => Value::Large(Arc::new(Large::new(s))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_three_words() {
        assert_eq!(size_of::<Value>(), 24);
        assert_eq!(size_of::<Key>(), 24);
    }

    #[test]
    fn number_keys_are_table_keys() {
        assert!(Key::from_number(2.0) == Some(Key::Int(2)));
        assert!(Key::from_number(-0.0) == Some(Key::Int(0)));
        assert!(Key::from_number(f64::NAN).is_none());
        assert!(matches!(Key::from_number(f64::INFINITY), Some(Key::Num(_))));
        assert!(matches!(Key::from_number(9.3e18), Some(Key::Num(_))));
        assert!(matches!(Key::from_number(0.5), Some(Key::Num(_))));
    }

    #[test]
    fn short_strings_stay_in_place() {
        assert!(matches!(Value::from_bytes(&[7; 21]), Value::Short(s) if s.as_bytes() == [7; 21]));
        assert!(matches!(Value::from_bytes(&[7; 22]), Value::Bytes(_)));
        assert!(matches!(Value::from_bytes(&[7; LARGE]), Value::Large(s) if s.as_bytes() == [7; LARGE]));
        assert!(matches!(Value::from_bytes(b""), Value::Short(s) if s.as_bytes().is_empty()));
    }
}
