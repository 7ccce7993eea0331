//! Large strings between states: held once however many receivers there are, with a zero behind them, as Lua 5.5 wants the
//! strings whose bytes it does not own.

use crate::boundary::Raising;
use crate::env::Env;
use std::sync::Arc;

/// Strings from this length on are large, in bytes.
pub const LARGE: usize = 16 * 1024;

/// A string and a zero behind it. Never written once made.
pub struct Large(Vec<u8>);

impl Large {
    /// A copy of the string.
    pub fn new(s: &[u8]) -> Large {
        let mut block = spare::take(s.len() + 1);
        block.extend_from_slice(s);
        block.push(0);
        Large(block)
    }

    /// The string, without the zero.
    #[cfg(any(test, not(feature = "lua55")))]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0[..self.0.len() - 1]
    }

    /// Pushes the string into a state: as a copy, or where Lua can as a string whose bytes stay where they are.
    #[allow(unused_variables, reason = "only 5.5 has external strings")]
    pub fn push(self: &Arc<Self>, r: Raising<'_>, env: &Env) {
        #[cfg(feature = "lua55")]
        external::push(self, r, &env.external);
        #[cfg(not(feature = "lua55"))]
        r.push_bytes(self.as_bytes());
    }
}

/// Strings whose bytes stay where they are. Lua's collector does not know of these bytes: by its own count a state that
/// holds a thousand strings of 1 MB holds some 40 kB. Strings that a young collection has met twice are old, and wait for a
/// collection of everything, for which that count gives no reason. So they are counted here, and a collection asked for.
#[cfg(feature = "lua55")]
pub mod external {
    use super::Large;
    use crate::boundary::Raising;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    /// A state may hold so many bytes more than after its last collection without another one.
    const LEAST: usize = 16 << 20;

    /// The bytes that one state holds. Used by its thread alone.
    pub struct Account {
        held: AtomicUsize,
        /// With more than so many held, it is time to collect.
        limit: AtomicUsize,
    }

    impl Default for Account {
        fn default() -> Account {
            Account { held: AtomicUsize::new(0), limit: AtomicUsize::new(LEAST) }
        }
    }

    impl Account {
        fn is_due(&self) -> bool {
            self.held.load(Relaxed) > self.limit.load(Relaxed)
        }

        /// Everything was collected, and Lua counts so many bytes. As with Lua's own pause of 200 %, what is held may double.
        fn collected(&self, total: usize) {
            let held = self.held.load(Relaxed);
            self.limit.store(held + LEAST.max(held).max(total), Relaxed);
        }
    }

    /// What a state has of one string.
    struct Share {
        large: Arc<Large>,
        account: Arc<Account>,
    }

    impl Share {
        fn new(large: &Arc<Large>, account: &Arc<Account>) -> Share {
            account.held.fetch_add(large.0.len(), Relaxed);
            Share { large: large.clone(), account: account.clone() }
        }
    }

    impl Drop for Share {
        fn drop(&mut self) {
            self.account.held.fetch_sub(self.large.0.len(), Relaxed);
        }
    }

    pub fn push(large: &Arc<Large>, r: Raising<'_>, account: &Arc<Account>) {
        r.push_external(Box::new(Share::new(large, account)), &large.0);
        if account.is_due() && r.collect() {
            account.collected(r.total_bytes());
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_is_held_may_double() {
            let (account, large) = (Arc::new(Account::default()), Arc::new(Large::new(&vec![7; LEAST])));
            let first = Share::new(&large, &account);
            assert!(account.is_due());
            account.collected(0);
            let second = Share::new(&large, &account);
            assert!(!account.is_due());
            let third = Share::new(&large, &account);
            assert!(account.is_due());
            account.collected(3 * LEAST);
            drop((first, second, third));
            assert_eq!(account.held.load(Relaxed), 0);
            assert!(account.limit.load(Relaxed) > 6 * LEAST);
        }
    }
}

#[cfg(feature = "lua55")]
impl Drop for Large {
    fn drop(&mut self) {
        spare::keep(std::mem::take(&mut self.0));
    }
}

/// Blocks for the next strings. Elsewhere the receiver copies and gives the block back at once, and the C library has it at
/// hand for the sender. On 5.5 the receiver's collector gives many back at a time, so many that the C library returns
/// their pages to the system: of the time for a string of 1 MB, four fifths went into getting pages anew.
#[cfg(feature = "lua55")]
mod spare {
    use parking_lot::Mutex;

    /// Smaller blocks are left to the C library, in bytes.
    const LEAST: usize = 128 << 10;
    /// So many bytes are kept at most.
    const MOST: usize = 16 << 20;

    struct Spare {
        blocks: Vec<Vec<u8>>,
        /// Their capacities together.
        bytes: usize,
    }

    static SPARE: Mutex<Spare> = Mutex::new(Spare { blocks: Vec::new(), bytes: 0 });

    /// An empty block with this capacity at least, and not much more.
    pub fn take(len: usize) -> Vec<u8> {
        if len >= LEAST {
            let mut spare = SPARE.lock();
            let fits = |block: &Vec<u8>| (len..=len + len / 4).contains(&block.capacity());
            if let Some(at) = spare.blocks.iter().rposition(fits) {
                let block = spare.blocks.swap_remove(at);
                spare.bytes -= block.capacity();
                return block;
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
        while spare.bytes + size > MOST {
            let oldest = spare.blocks.remove(0);
            spare.bytes -= oldest.capacity();
            surplus.push(oldest);
        }
        spare.bytes += size;
        spare.blocks.push(block);
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
            let bytes = SPARE.lock().bytes;
            assert!(bytes <= MOST);
            let used = take(MOST / 2 - 1);
            assert!(used.is_empty() && used.capacity() >= MOST / 2 - 1);
            assert!(take(MOST + 1).capacity() > MOST);
            keep(Vec::with_capacity(MOST + 1));
            keep(Vec::new());
            assert!(SPARE.lock().bytes <= MOST);
        }
    }
}

#[cfg(not(feature = "lua55"))]
mod spare {
    pub fn take(len: usize) -> Vec<u8> {
        Vec::with_capacity(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_comes_with_a_zero() {
        let large = Large::new(&[7; LARGE]);
        assert_eq!(large.as_bytes(), [7; LARGE]);
        assert_eq!(large.0.last(), Some(&0));
    }
}
