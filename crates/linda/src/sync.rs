//! The one switch between real locks and atomics (parking_lot, std) and the models of them: loom's, which tries every
//! order of steps, and shuttle's, which tries random ones and so copes with more threads.
//!
//! What threads sleep on is std's. parking_lot lists all sleeping threads of the process in one table, with their records, which
//! lie in their own memory. In a process that came to be by a fork that memory goes to new threads, while the table still
//! has the old ones.
//!
//! Everything in this crate that takes part in a wake-up takes its types from here. Counters that only steer
//! performance (`spin.rs`) use std directly: a model need not see them.

#[cfg(not(any(loom, shuttle)))]
mod real {
    pub(crate) use parking_lot::{Mutex, MutexGuard};
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
}

#[cfg(not(any(loom, shuttle, lanes_tsan)))]
mod sleep {
    use std::sync::PoisonError;
    pub(crate) use std::sync::{Condvar, MutexGuard as SleepGuard};
    use std::time::Instant;

    /// A lock under which threads sleep on conditions.
    #[derive(Debug, Default)]
    pub(crate) struct SleepMutex<T>(std::sync::Mutex<T>);

    impl<T> SleepMutex<T> {
        pub(crate) fn new(value: T) -> Self {
            SleepMutex(std::sync::Mutex::new(value))
        }

        /// Nothing of ours panics with the lock held.
        pub(crate) fn lock(&self) -> SleepGuard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// Sleeps on `condvar`, giving up the lock meanwhile. May return early.
    pub(crate) fn wait<'a, T>(condvar: &Condvar, guard: SleepGuard<'a, T>) -> SleepGuard<'a, T> {
        condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
    }

    /// Like [`wait`], until `at` at the latest; true if that instant was reached.
    pub(crate) fn wait_until<'a, T>(
        condvar: &Condvar,
        guard: SleepGuard<'a, T>,
        at: Instant,
    ) -> (SleepGuard<'a, T>, bool) {
        let left = at.saturating_duration_since(Instant::now());
        let (guard, slept) = condvar.wait_timeout(guard, left).unwrap_or_else(PoisonError::into_inner);
        (guard, slept.timed_out())
    }
}

/// For ThreadSanitizer, which does not see what std does: that is compiled already, without it.
#[cfg(lanes_tsan)]
mod sleep {
    pub(crate) use parking_lot::{Condvar, Mutex as SleepMutex, MutexGuard as SleepGuard};
    use std::time::Instant;

    pub(crate) fn wait<'a, T>(condvar: &Condvar, mut guard: SleepGuard<'a, T>) -> SleepGuard<'a, T> {
        condvar.wait(&mut guard);
        guard
    }

    pub(crate) fn wait_until<'a, T>(
        condvar: &Condvar,
        mut guard: SleepGuard<'a, T>,
        at: Instant,
    ) -> (SleepGuard<'a, T>, bool) {
        let timed_out = condvar.wait_until(&mut guard, at).timed_out();
        (guard, timed_out)
    }
}

#[cfg(any(loom, shuttle))]
mod model {
    #[cfg(loom)]
    use loom::sync;
    #[cfg(shuttle)]
    use shuttle::sync;
    pub(crate) use sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
    pub(crate) use sync::{Condvar, MutexGuard, MutexGuard as SleepGuard};

    /// The model's mutex with parking_lot's interface: no poisoning.
    #[derive(Debug, Default)]
    pub(crate) struct Mutex<T>(sync::Mutex<T>);

    impl<T> Mutex<T> {
        pub(crate) fn new(value: T) -> Self {
            Mutex(sync::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().expect("a model never panics with the lock held")
        }
    }

    pub(crate) use Mutex as SleepMutex;

    pub(crate) fn wait<'a, T>(condvar: &Condvar, guard: SleepGuard<'a, T>) -> SleepGuard<'a, T> {
        condvar.wait(guard).expect("a model never panics with the lock held")
    }
}

#[cfg(any(loom, shuttle))]
pub(crate) use model::*;
#[cfg(not(any(loom, shuttle)))]
pub(crate) use {real::*, sleep::*};
