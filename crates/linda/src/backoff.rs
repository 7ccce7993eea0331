//! How long a thread stays away from a linda whose lock it found taken. Performance only: nothing here decides correctness.
//!
//! Two threads that use one linda as fast as they can move its lock and its queue from one core's cache to the other's with
//! each operation, which takes several times as long as the operation itself. So whoever finds the lock taken stays away
//! for the time of some ten operations, in which the other has everything in its own cache, and then does as many itself.
//!
//! Somebody may sleep until this thread has done its next operation, and must not wait for longer because of that. So the
//! time grows from nothing with each lock that was found taken, and whoever wakes somebody begins again: partners that
//! take turns value by value never stay away for long.

#[cfg(any(loom, shuttle))]
pub(crate) use model::Backoff;
#[cfg(not(any(loom, shuttle)))]
pub(crate) use real::Backoff;

#[cfg(not(any(loom, shuttle)))]
mod real {
    use crate::spin;
    use crate::sync::{Mutex, MutexGuard};
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    /// So many locks that were found taken are waited for at once.
    const FREE: u32 = 4;
    /// Each one after these makes a thread stay away so much longer, in nanoseconds,
    const STEP_NS: u64 = 100;
    /// up to this one: 3 us, some thirty operations of the other thread.
    const MOST: u32 = FREE + 30;
    /// Still taken after so many times, its holder may have lost its core: the lock itself knows how to wait for that.
    const TIMES: usize = 4;

    /// How long one thread stays away, which it alone writes.
    #[derive(Debug, Default)]
    pub(crate) struct Backoff {
        /// Locks found taken since it last woke somebody.
        taken: AtomicU32,
    }

    impl Backoff {
        /// Takes a lock; stays away from it only if that is for a moment.
        #[inline]
        pub(crate) fn lock<'a, T>(&self, mutex: &'a Mutex<T>, for_a_moment: bool) -> MutexGuard<'a, T> {
            match mutex.try_lock() {
                Some(guard) => guard,
                None => self.lock_taken(mutex, for_a_moment),
            }
        }

        /// The thread woke somebody.
        pub(crate) fn reset(&self) {
            self.taken.store(0, Ordering::Relaxed);
        }

        #[cold]
        #[inline(never)]
        fn lock_taken<'a, T>(&self, mutex: &'a Mutex<T>, for_a_moment: bool) -> MutexGuard<'a, T> {
            if !for_a_moment {
                return mutex.lock();
            }
            let taken = self.taken.load(Ordering::Relaxed);
            self.taken.store((taken + 1).min(MOST), Ordering::Relaxed);
            let away = Duration::from_nanos(STEP_NS * u64::from(taken.saturating_sub(FREE)));
            // With one core, its holder cannot give it back meanwhile.
            let times = if away.is_zero() || spin::cores() < 2 { 0 } else { TIMES };
            for _ in 0..times {
                spin::pause(away);
                if let Some(guard) = mutex.try_lock() {
                    return guard;
                }
            }
            mutex.lock()
        }
    }
}

/// In models a lock is a lock.
#[cfg(any(loom, shuttle))]
mod model {
    use crate::sync::{Mutex, MutexGuard};

    #[derive(Debug, Default)]
    pub(crate) struct Backoff(());

    impl Backoff {
        #[allow(clippy::unused_self, reason = "as the real one")]
        pub(crate) fn lock<'a, T>(&self, mutex: &'a Mutex<T>, _: bool) -> MutexGuard<'a, T> {
            mutex.lock()
        }

        #[allow(clippy::unused_self, reason = "as the real one")]
        pub(crate) fn reset(&self) {}
    }
}
