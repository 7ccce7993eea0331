//! Maps from addresses, for objects met before.

use std::hash::BuildHasherDefault;

/// A hasher for addresses and small numbers: one multiplication.
#[derive(Default)]
pub struct WordHasher(u64);

impl std::hash::Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.write_usize(usize::from(*b));
        }
    }
    fn write_usize(&mut self, n: usize) {
        let mixed = u128::from(self.0 ^ n as u64) * 0x9E37_79B9_7F4A_7C15_u128;
        #[allow(clippy::cast_possible_truncation, reason = "the halves are folded on purpose")]
        {
            self.0 = (mixed as u64) ^ ((mixed >> 64) as u64);
        }
    }
}

/// A map from addresses.
pub type AddressMap<V> = hashbrown::HashMap<usize, V, BuildHasherDefault<WordHasher>>;
