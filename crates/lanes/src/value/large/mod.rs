//! Large strings between states: held once however many receivers there are, with a zero behind them, as Lua 5.5 wants the
//! strings whose bytes it does not own.

#[cfg(feature = "lua55")]
pub mod external;
#[cfg(feature = "lua55")]
mod spare;

#[cfg(not(feature = "lua55"))]
use super::bytes::Bytes;
use crate::boundary::Raising;
use crate::env::Env;
use std::sync::Arc;

/// Strings from this length on are large, in bytes.
pub const LARGE: usize = 16 * 1024;

/// A string. Never written once made.
#[cfg(not(feature = "lua55"))]
pub struct Large(Bytes);

#[cfg(not(feature = "lua55"))]
impl Large {
    /// A copy of the string.
    pub fn new(s: &[u8]) -> Large {
        Large(Bytes::new(s))
    }

    /// The string.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Pushes a copy of the string into a state.
    pub fn push(self: &Arc<Self>, r: Raising<'_>, _: &Env) {
        crate::platform::expect_blocks(self.0.len());
        r.push_bytes(self.as_bytes());
    }
}

/// A string and a zero behind it. Never written once made.
#[cfg(feature = "lua55")]
pub struct Large(Vec<u8>);

#[cfg(feature = "lua55")]
impl Large {
    /// A copy of the string.
    pub fn new(s: &[u8]) -> Large {
        let mut block = spare::take(s.len() + 1);
        block.extend_from_slice(s);
        block.push(0);
        Large(block)
    }

    /// The string, without the zero.
    #[cfg(test)]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0[..self.0.len() - 1]
    }

    /// Pushes the string into a state, as one whose bytes stay where they are.
    pub fn push(self: &Arc<Self>, r: Raising<'_>, env: &Env) {
        external::push(self, r, &env.external);
    }
}

#[cfg(feature = "lua55")]
impl Drop for Large {
    fn drop(&mut self) {
        spare::keep(std::mem::take(&mut self.0));
    }
}

#[cfg(all(test, feature = "lua55"))]
mod tests {
    use super::*;

    #[test]
    fn a_string_comes_with_a_zero() {
        let large = Large::new(&[7; LARGE]);
        assert_eq!(large.as_bytes(), [7; LARGE]);
        assert_eq!(large.0.last(), Some(&0));
    }
}
