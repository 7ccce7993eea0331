//! Strings whose bytes stay where they are. Lua's collector does not know of these bytes: by its own count a state that
//! holds a thousand strings of 1 MB holds some 40 kB. Strings that a young collection has met twice are old, and wait for a
//! collection of everything, for which that count gives no reason. So they are counted here, and a collection asked for.

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
