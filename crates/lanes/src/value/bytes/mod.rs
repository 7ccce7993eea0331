//! Bytes that threads share: written once, by the thread that makes them, and freed by whichever is the last to let go.

mod blocks;

pub use blocks::give_back_all;

use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An immutable row of bytes with any number of holders.
pub struct Bytes {
    /// The number of holders, and the bytes behind it.
    at: NonNull<AtomicUsize>,
    len: usize,
}

// SAFETY: the bytes are never written once made, and the count is atomic.
unsafe impl Send for Bytes {}
// SAFETY: as above.
unsafe impl Sync for Bytes {}

/// The size of the block of so many bytes.
fn size(len: usize) -> usize {
    size_of::<AtomicUsize>() + len
}

impl Bytes {
    /// A copy.
    pub fn new(bytes: &[u8]) -> Bytes {
        let at = blocks::take(size(bytes.len())).cast::<AtomicUsize>();
        // SAFETY: the block is that large, aligned for anything, and nobody else's.
        unsafe {
            at.write(AtomicUsize::new(1));
            at.add(1).cast::<u8>().copy_from_nonoverlapping(NonNull::from(bytes).cast(), bytes.len());
        }
        Bytes { at, len: bytes.len() }
    }

    fn holders(&self) -> &AtomicUsize {
        // SAFETY: it lives as long as it has a holder.
        unsafe { self.at.as_ref() }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: so many bytes were written behind the count.
        unsafe { std::slice::from_raw_parts(self.at.add(1).cast().as_ptr(), self.len) }
    }
}

impl Clone for Bytes {
    fn clone(&self) -> Bytes {
        // As in `Arc`: a new holder is made from one that keeps the bytes alive. More holders than fit in memory there
        // cannot be, as each is two words, so the count does not overflow.
        self.holders().fetch_add(1, Ordering::Relaxed);
        Bytes { at: self.at, len: self.len }
    }
}

impl Drop for Bytes {
    #[inline]
    fn drop(&mut self) {
        if self.holders().fetch_sub(1, Ordering::Release) == 1 {
            // What the other holders did comes before this. A load, as ThreadSanitizer does not know fences.
            self.holders().load(Ordering::Acquire);
            // SAFETY: `new` took it with this size, and nobody holds it any more.
            unsafe { blocks::give(self.at.cast(), size(self.len)) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_holders_see_the_same_bytes() {
        for len in [0, 1, 22, 1000, 20_000, 100_000] {
            let bytes: Vec<u8> = (0..len).map(|n| n as u8).collect();
            let (one, other) = (Bytes::new(&bytes), Bytes::new(&[9; 5]));
            let two = one.clone();
            drop((one, other));
            std::thread::spawn(move || assert!(*two == *bytes)).join().unwrap();
        }
    }
}
