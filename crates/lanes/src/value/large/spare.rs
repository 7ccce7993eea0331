//! Blocks for the next strings. Elsewhere the receiver copies and gives the block back at once, and the C library has it at
//! hand for the sender. On 5.5 the receiver's collector gives many back at a time, so many that the C library returns
//! their pages to the system: of the time for a string of 1 MB, four fifths went into getting pages anew.

use parking_lot::Mutex;

/// Smaller blocks are left to the C library, in bytes.
const LEAST: usize = 128 << 10;
/// So many bytes are kept at most.
const MOST: usize = 16 << 20;

/// The oldest first; a hundred of them at most.
static SPARE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn bytes(blocks: &[Vec<u8>]) -> usize {
    blocks.iter().map(Vec::capacity).sum()
}

/// An empty block with this capacity at least, and not much more.
pub fn take(len: usize) -> Vec<u8> {
    if len >= LEAST {
        let mut spare = SPARE.lock();
        let fits = |block: &Vec<u8>| (len..=len + len / 4).contains(&block.capacity());
        if let Some(at) = spare.iter().rposition(fits) {
            return spare.remove(at);
        }
    }
    Vec::with_capacity(len)
}

/// Keeps a block, in place of the oldest ones if there are too many.
pub fn keep(mut block: Vec<u8>) {
    let size = block.capacity();
    if !(LEAST..=MOST).contains(&size) {
        return;
    }
    block.clear();
    let mut spare = SPARE.lock();
    let mut surplus = Vec::new();
    while bytes(&spare) + size > MOST {
        surplus.push(spare.remove(0));
    }
    spare.push(block);
    drop(spare);
    drop(surplus);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_fits_is_used_again() {
        let sizes = [LEAST, 3 * LEAST, MOST / 2, MOST / 2, MOST / 2];
        for size in sizes {
            keep(Vec::with_capacity(size));
        }
        assert!(bytes(&SPARE.lock()) <= MOST);
        let used = take(MOST / 2 - 1);
        assert!(used.is_empty() && used.capacity() >= MOST / 2 - 1);
        assert!(take(MOST + 1).capacity() > MOST);
        keep(Vec::with_capacity(MOST + 1));
        keep(Vec::new());
        assert!(bytes(&SPARE.lock()) <= MOST);
    }
}
