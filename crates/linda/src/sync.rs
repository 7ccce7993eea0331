//! The one switch between real locks and atomics (parking_lot, std) and the models of them: loom's, which tries every
//! order of steps, and shuttle's, which tries random ones and so copes with more threads.
//!
//! Everything in this crate that takes part in a wake-up takes its types from here. Counters that only steer
//! performance (`spin.rs`) use std directly: a model need not see them.

#[cfg(not(any(loom, shuttle)))]
mod real {
    pub(crate) use parking_lot::{Condvar, Mutex, MutexGuard};
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
    use std::time::Instant;

    /// Sleeps on `condvar`, giving up the lock meanwhile. May return early.
    pub(crate) fn wait<'a, T>(condvar: &Condvar, mut guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        condvar.wait(&mut guard);
        guard
    }

    /// Like [`wait`], until `at` at the latest; true if that instant was reached.
    pub(crate) fn wait_until<'a, T>(
        condvar: &Condvar,
        mut guard: MutexGuard<'a, T>,
        at: Instant,
    ) -> (MutexGuard<'a, T>, bool) {
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
    pub(crate) use sync::{Condvar, MutexGuard};

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

    pub(crate) fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        condvar.wait(guard).expect("a model never panics with the lock held")
    }
}

#[cfg(any(loom, shuttle))]
pub(crate) use model::*;
#[cfg(not(any(loom, shuttle)))]
pub(crate) use real::*;
