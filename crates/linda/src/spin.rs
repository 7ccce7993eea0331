//! When and for how long a waiter spins before it parks. Performance only: nothing here decides correctness.
//!
//! Owns the process-wide count of runnable lanes (plain atomic, any thread, relaxed) and each waiter's spin budget,
//! which only the waiting thread writes.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The longest spin for a value, in nanoseconds: a little more than it takes a parked thread to run again on an idle core, 20 to 45 us.
/// Two partners that both park make each other late by that much each time, and a shorter spin is in vain for ever.
pub(crate) const FOR_A_VALUE: u32 = 50_000;
/// And for the end of a lane, or the next lane: longer than a short lane takes whose thread has to be woken first.
pub(crate) const FOR_A_LANE: u32 = 100_000;

/// Threads that hold a [`Running`] and are not parked, and other threads while they spin.
static RUNNABLE: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// How many `Running` guards this thread holds: only the outermost counts.
    static GUARDS: Cell<usize> = const { Cell::new(0) };
}

/// Counts the calling thread as a runnable lane while it exists (not while it sleeps in one of our waits).
///
/// A thread that waits spins only while the other runnable lanes leave a core idle.
#[derive(Debug)]
pub struct Running(PhantomData<*const ()>);

impl Running {
    /// Starts counting this thread.
    #[must_use]
    pub fn new() -> Running {
        if GUARDS.with(|g| g.replace(g.get() + 1)) == 0 {
            RUNNABLE.fetch_add(1, Ordering::Relaxed);
        }
        Running(PhantomData)
    }
}

impl Running {
    /// In a process that came to be by a fork: no other thread runs. Only writes an atomic.
    pub fn only_this_thread() {
        RUNNABLE.store(usize::from(GUARDS.with(Cell::get) > 0), Ordering::Relaxed);
    }
}

impl Default for Running {
    fn default() -> Self {
        Running::new()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if GUARDS.with(|g| g.replace(g.get() - 1)) == 1 {
            RUNNABLE.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// While it exists, this thread is parked and does not count as runnable.
pub(crate) struct Parked(bool);

impl Parked {
    pub(crate) fn new() -> Parked {
        let counted = GUARDS.with(Cell::get) > 0;
        if counted {
            RUNNABLE.fetch_sub(1, Ordering::Relaxed);
        }
        Parked(counted)
    }
}

impl Drop for Parked {
    fn drop(&mut self) {
        if self.0 {
            RUNNABLE.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(not(any(loom, shuttle)))]
pub(crate) use real::{Budget, cores, pause};

#[cfg(not(any(loom, shuttle)))]
mod real {
    use super::{GUARDS, RUNNABLE};
    use crate::deadline::Deadline;
    use std::cell::Cell;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::{Duration, Instant};

    /// A budget below this is not worth it and becomes zero.
    const SHORTEST_NS: u32 = 2_000;
    /// So many waits after a budget became zero a waiter tries again, and as long as it can: two partners that both park
    /// make each other late, and only a spin longer than a wake-up gets them out of that. Twice as many waits after each
    /// try in vain: where the partner can only run when this thread does not, as on a core that they share because
    /// something else keeps the others busy, a try each sixteenth wait took up to two thirds of the time.
    const PROBE_EVERY: std::ops::RangeInclusive<u32> = 16..=1024;
    /// A yield that took this long let somebody else run than the partner.
    const SLOW_YIELD: Duration = Duration::from_micros(100);
    /// So many waits do without a yield after one that was in vain.
    const AFTER_VAIN: u32 = 64;
    /// So many do after a slow one, which may cost milliseconds: the more, the more of them there were lately.
    const AFTER_SLOW: std::ops::RangeInclusive<u32> = 512..=1 << 20;
    /// Looks at the word between two looks at the clock.
    const LOOKS: u32 = 16;

    /// How many threads can run at a time.
    pub(crate) fn cores() -> usize {
        static CORES: OnceLock<usize> = OnceLock::new();
        *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// How long one waiter spins: as long as possible after spinning has spared it a park, half as long each time that it
    /// has not. All fields are written by the waiting thread alone.
    #[derive(Debug)]
    pub(crate) struct Budget {
        longest_ns: u32,
        ns: AtomicU32,
        /// Waits since the budget became zero.
        skipped: AtomicU32,
        /// How many that are to be before the next try.
        probe_every: AtomicU32,
        /// Waits that are still to do without a yield.
        unyielding: AtomicU32,
        /// How many that will be after the next slow one.
        after_slow: AtomicU32,
    }

    impl Budget {
        pub(crate) fn new(longest_ns: u32) -> Budget {
            Budget {
                longest_ns,
                ns: AtomicU32::new(longest_ns),
                skipped: AtomicU32::new(0),
                probe_every: AtomicU32::new(*PROBE_EVERY.start()),
                unyielding: AtomicU32::new(0),
                after_slow: AtomicU32::new(*AFTER_SLOW.start()),
            }
        }

        /// Spins until `ready` says yes (true) or it is time to park (false).
        pub(crate) fn spin(&self, deadline: Deadline, ready: impl Fn() -> bool) -> bool {
            let allowance = self.allowance();
            if allowance == 0 || cores() < 2 {
                return self.give_way(&ready);
            }
            // A counted thread is in the count while it spins; another one joins it for the time being.
            let counted = GUARDS.with(Cell::get) > 0;
            let others = if counted {
                RUNNABLE.load(Ordering::Relaxed).saturating_sub(1)
            } else {
                RUNNABLE.fetch_add(1, Ordering::Relaxed)
            };
            let signalled =
                if others < cores() { self.spin_within(allowance, deadline, &ready) } else { ready() };
            if !counted {
                RUNNABLE.fetch_sub(1, Ordering::Relaxed);
            }
            signalled
        }

        /// Lets the partner run, should it share this core, before the thread parks. A parked thread is woken by the first
        /// value and takes the core from whoever sent it, so that two such threads switch for each value; a thread that
        /// gave way is not woken at all, and finds as many values as the partner could send.
        fn give_way(&self, ready: &impl Fn() -> bool) -> bool {
            let unyielding = self.unyielding.load(Ordering::Relaxed);
            if ready() || unyielding > 0 {
                self.unyielding.store(unyielding.saturating_sub(1), Ordering::Relaxed);
                return ready();
            }
            let start = Instant::now();
            std::thread::yield_now();
            let signalled = ready();
            let after_slow = self.after_slow.load(Ordering::Relaxed);
            if start.elapsed() > SLOW_YIELD {
                self.unyielding.store(after_slow, Ordering::Relaxed);
                self.after_slow.store((after_slow * 8).min(*AFTER_SLOW.end()), Ordering::Relaxed);
            } else if signalled {
                self.after_slow
                    .store((after_slow - after_slow / 64).max(*AFTER_SLOW.start()), Ordering::Relaxed);
            } else {
                self.unyielding.store(AFTER_VAIN, Ordering::Relaxed);
            }
            signalled
        }

        fn allowance(&self) -> u32 {
            let ns = self.ns.load(Ordering::Relaxed);
            let skipped = self.skipped.load(Ordering::Relaxed) + 1;
            if ns > 0 {
                ns
            } else if skipped < self.probe_every.load(Ordering::Relaxed) {
                self.skipped.store(skipped, Ordering::Relaxed);
                0
            } else {
                self.longest_ns
            }
        }

        fn spin_within(&self, allowance: u32, deadline: Deadline, ready: &impl Fn() -> bool) -> bool {
            let probing = self.ns.load(Ordering::Relaxed) == 0;
            let signalled = spin_for(allowance, deadline, ready);
            let next = match signalled {
                true => self.longest_ns,
                false if probing || allowance / 2 < SHORTEST_NS => 0,
                false => allowance / 2,
            };
            if signalled {
                self.probe_every.store(*PROBE_EVERY.start(), Ordering::Relaxed);
            } else if probing {
                let every = self.probe_every.load(Ordering::Relaxed) * 2;
                self.probe_every.store(every.min(*PROBE_EVERY.end()), Ordering::Relaxed);
            }
            self.ns.store(next, Ordering::Relaxed);
            self.skipped.store(0, Ordering::Relaxed);
            signalled
        }
    }

    /// Does nothing for so long, without giving up the core.
    pub(crate) fn pause(duration: Duration) {
        let end = Instant::now() + duration;
        while Instant::now() < end {
            std::hint::spin_loop();
        }
    }

    fn spin_for(allowance: u32, deadline: Deadline, ready: &impl Fn() -> bool) -> bool {
        let mut end = Instant::now() + Duration::from_nanos(u64::from(allowance));
        if let Deadline::At(at) = deadline {
            end = end.min(at);
        }
        loop {
            for _ in 0..LOOKS {
                if ready() {
                    return true;
                }
                std::hint::spin_loop();
            }
            if Instant::now() >= end {
                return false;
            }
        }
    }
}
