//! Samples that a seed decides about: the same seed, the same sample.

/// A small generator of numbers (splitmix64): good enough to choose with, and the same everywhere.
pub struct Random(u64);

impl Random {
    /// A generator for a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Keeps `count` of the items, in their order.
    pub fn sample<T>(&mut self, mut items: Vec<T>, count: usize) -> Vec<T> {
        while items.len() > count {
            let index = usize::try_from(self.next() % items.len() as u64).unwrap_or(0);
            items.remove(index);
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_keep_order_and_repeat() {
        let take = || Random::new(7).sample((0..100).collect::<Vec<_>>(), 10);
        assert_eq!(take(), take());
        assert_eq!(take().len(), 10);
        assert!(take().is_sorted());
        assert_ne!(take(), Random::new(8).sample((0..100).collect::<Vec<_>>(), 10));
    }
}
