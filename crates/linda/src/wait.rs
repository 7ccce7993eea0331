//! A [`Waiter`]: where one lane (or main state) sleeps, and where its cancel request is kept.
//!
//! A waiter is shared by reference count: its own thread waits on it, any thread may signal or cancel it. All of its
//! state is one atomic word; the mutex and the condition variable beside it are touched only to park and to unpark.
//! Nobody holds a linda's lock while it signals.
//!
//! **No wake-up is lost**, because every transition is a read-modify-write of the one word, so all of them are ordered:
//! * [`Waiter::rearm`] clears `SIGNAL` and reads the cancel request in one step. A cancel before it is seen in the
//!   request; one after it sets `SIGNAL` again, which the following [`Waiter::block`] finds.
//! * `block` sets `PARKED` in one step and sees whether `SIGNAL` was there; [`Waiter::signal`] sets `SIGNAL` in one
//!   step and sees whether `PARKED` was. Whichever comes second knows of the other.
//! * `PARKED` is set with the park lock held, which is given up only by sleeping on the condition variable. A signaller
//!   that saw `PARKED` goes through that lock before it notifies, so it cannot notify too early.
//!
//! A signal says "look again", nothing more: a late one from an earlier wait costs one look.

use crate::backoff::Backoff;
use crate::deadline::Deadline;
use crate::outcome::{Cancelled, Request};
#[cfg(not(any(loom, shuttle)))]
use crate::spin::Budget;
use crate::spin::{FOR_A_LANE, FOR_A_VALUE, Parked};
use crate::sync::{AtomicU32, Condvar, Ordering, SleepGuard, SleepMutex, wait};
use std::sync::Arc;

/// The cancel request, as its discriminant.
const REQUEST: u32 = 0b11;
const KILL: u32 = 3;
/// Finalizers run: a pending hard request refuses only what would have to wait.
const CLEANUP: u32 = 1 << 2;
/// Inside a wait that shows as "waiting".
const WAITING: u32 = 1 << 3;
/// Asleep on the condition variable, or about to be, with the park lock held.
const PARKED: u32 = 1 << 4;
/// Somebody wants this waiter to look again.
const SIGNAL: u32 = 1 << 5;
/// The host wants this thread out of its wait. Refuses every wait until it is taken.
const INTERRUPT: u32 = 1 << 6;
/// Models only: the deadline has passed.
#[cfg(any(loom, shuttle))]
const EXPIRED: u32 = 1 << 7;

/// Where one thread waits; reused for each of its waits, at most one at a time.
#[derive(Debug)]
pub struct Waiter {
    /// The bits above. `REQUEST`, `SIGNAL`: any thread; the others: the waiting thread (`CLEANUP` too).
    word: AtomicU32,
    /// Held from setting `PARKED` until asleep.
    park: SleepMutex<()>,
    /// Where the waiting thread sleeps.
    unpark: Condvar,
    /// How long to stay away from lindas that others use. Written by the waiting thread.
    pub(crate) backoff: Backoff,
    /// How long to spin before parking, for values and for the ends of lanes.
    #[cfg(not(any(loom, shuttle)))]
    for_values: Budget,
    #[cfg(not(any(loom, shuttle)))]
    for_lanes: Budget,
}

impl Waiter {
    /// A waiter with no request pending.
    #[must_use]
    pub fn new() -> Arc<Waiter> {
        Waiter::with_spin(FOR_A_VALUE)
    }

    /// The same for a thread that waits for the next of the lanes that it runs, which takes longer to come than a value.
    #[must_use]
    pub fn for_lanes() -> Arc<Waiter> {
        Waiter::with_spin(FOR_A_LANE)
    }

    #[allow(unused_variables, reason = "models do not spin")]
    fn with_spin(nanoseconds: u32) -> Arc<Waiter> {
        Arc::new(Waiter {
            word: AtomicU32::new(0),
            park: SleepMutex::new(()),
            unpark: Condvar::new(),
            backoff: Backoff::default(),
            #[cfg(not(any(loom, shuttle)))]
            for_values: Budget::new(nanoseconds),
            #[cfg(not(any(loom, shuttle)))]
            for_lanes: Budget::new(FOR_A_LANE),
        })
    }

    /// The cancel request.
    #[must_use]
    pub fn request(&self) -> Request {
        match self.word.load(Ordering::Acquire) & REQUEST {
            0 => Request::None,
            1 => Request::Soft,
            2 => Request::Hard,
            _ => Request::Kill,
        }
    }

    /// Writes the cancel request: the last one counts, but nothing replaces a kill. With `wake` (always, for a kill) a
    /// sleeping wait wakes at once; otherwise it finds the request when it wakes for another reason.
    pub fn cancel(&self, request: Request, wake: bool) {
        let request = match request {
            Request::None => 0,
            Request::Soft => 1,
            Request::Hard => 2,
            Request::Kill => KILL,
        };
        let signal = if wake || request == KILL { SIGNAL } else { 0 };
        // Request and signal go in together: see the module's note on `rearm`.
        let mut old = self.word.load(Ordering::Relaxed);
        loop {
            let kept = if old & REQUEST == KILL { KILL } else { request };
            let new = (old & !REQUEST) | kept | signal;
            match self.word.compare_exchange_weak(old, new, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => break,
                Err(now) => old = now,
            }
        }
        if signal != 0 {
            self.unpark_if(old);
        }
    }

    /// Ends the wait that the thread is in, or its next one, as if by a soft request: for hosts that stop their script from
    /// outside. It lasts until it is taken, and no lane is cancelled by it.
    pub fn interrupt(&self) {
        let old = self.word.fetch_or(INTERRUPT | SIGNAL, Ordering::AcqRel);
        self.unpark_if(old);
    }

    /// Takes back an interrupt; false if there was none.
    pub fn take_interrupt(&self) -> bool {
        self.word.fetch_and(!INTERRUPT, Ordering::AcqRel) & INTERRUPT != 0
    }

    /// True while the thread is inside a wait (a join does not count).
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.word.load(Ordering::Acquire) & WAITING != 0
    }

    /// Says whether the lane is cleaning up after itself (running finalizers). Meanwhile a pending hard request does not
    /// refuse operations that can complete at once; one that would have to wait is still refused. A soft request is
    /// answered as ever: it raises nothing.
    pub fn set_cleanup(&self, on: bool) {
        if on {
            self.word.fetch_or(CLEANUP, Ordering::AcqRel);
        } else {
            self.word.fetch_and(!CLEANUP, Ordering::AcqRel);
        }
    }

    /// Sleeps until the deadline or a cancel request that wakes. A request without a wake-up is found before sleeping
    /// and at the end.
    pub fn sleep(&self, deadline: Deadline) -> Result<(), Cancelled> {
        if let Some(cancelled) = self.refusal() {
            return Err(cancelled);
        }
        if deadline == Deadline::Now {
            return Ok(());
        }
        let mut waiting = None;
        loop {
            // Cancelled before this step: refused here. After it: `block` returns. (Module note.)
            if let Some(cancelled) = self.rearm() {
                return Err(cancelled);
            }
            // Shown only now: a request that wakes nobody, made by one who saw this, leaves the sleeper asleep.
            waiting.get_or_insert_with(|| Waiting::new(self));
            if !self.block_without_spin(deadline) {
                return self.pending().map_or(Ok(()), Err);
            }
        }
    }

    /// The reason to refuse an operation before it tries: while cleaning up, a hard request is none.
    pub(crate) fn refusal(&self) -> Option<Cancelled> {
        let word = self.word.load(Ordering::Acquire);
        let refused = cancelled(word);
        if word & CLEANUP != 0 && refused == Some(Cancelled::Hard) { None } else { refused }
    }

    /// The reason to refuse an operation that would have to wait.
    pub(crate) fn pending(&self) -> Option<Cancelled> {
        cancelled(self.word.load(Ordering::Acquire))
    }

    /// True if a kill or an interrupt is pending; with `at_once`, a kill only unless cleaning up.
    pub(crate) fn killed(&self, at_once: bool) -> bool {
        let word = self.word.load(Ordering::Acquire);
        word & INTERRUPT != 0 || (word & REQUEST == KILL && !(at_once && word & CLEANUP != 0))
    }

    /// Forgets earlier signals, and gives the reason not to wait. What this waiter is about to wait for must still be
    /// unable to signal it, or have been looked at after this: callers hold the lock under which they are registered.
    pub(crate) fn rearm(&self) -> Option<Cancelled> {
        cancelled(self.word.fetch_and(!SIGNAL, Ordering::AcqRel))
    }

    /// Asks the waiting thread to look again; call it with no lock held.
    pub(crate) fn signal(&self) {
        let old = self.word.fetch_or(SIGNAL, Ordering::AcqRel);
        self.unpark_if(old);
    }

    /// The second half of a signal: `old` is the word that it replaced. If `SIGNAL` was there, whoever set it unparks.
    fn unpark_if(&self, old: u32) {
        if old & (PARKED | SIGNAL) == PARKED {
            // Wait for the sleeper to be asleep: it holds this lock from setting PARKED until then.
            drop(self.park.lock());
            self.unpark.notify_one();
        }
    }

    /// Waits until signalled (true) or until the deadline (false). Spins first.
    pub(crate) fn block(&self, deadline: Deadline) -> bool {
        #[cfg(not(any(loom, shuttle)))]
        if self.for_values.spin(deadline, || self.is_signalled()) {
            return true;
        }
        self.block_without_spin(deadline)
    }

    /// The same for the end of a lane, which takes longer to come than a value.
    pub(crate) fn block_for_a_lane(&self, deadline: Deadline) -> bool {
        #[cfg(not(any(loom, shuttle)))]
        if self.for_lanes.spin(deadline, || self.is_signalled()) {
            return true;
        }
        self.block_without_spin(deadline)
    }

    #[cfg(not(any(loom, shuttle)))]
    fn is_signalled(&self) -> bool {
        self.word.load(Ordering::Acquire) & SIGNAL != 0
    }

    /// The same at once, for what is not to be expected within a spin.
    pub(crate) fn block_without_spin(&self, deadline: Deadline) -> bool {
        let mut guard = self.park.lock();
        // From here on a signaller sees PARKED; one that came before left SIGNAL.
        let mut word = self.word.fetch_or(PARKED, Ordering::AcqRel);
        let _parked = Parked::new();
        let mut timed_out = false;
        while word & SIGNAL == 0 && !timed_out {
            (guard, timed_out) = self.doze(guard, deadline);
            word = self.word.load(Ordering::Acquire);
        }
        // A signal that comes between the last look and this step is seen by it.
        let word = self.word.fetch_and(!PARKED, Ordering::AcqRel);
        drop(guard);
        word & SIGNAL != 0
    }

    /// One sleep on the condition variable; true if the deadline has passed.
    #[cfg(not(any(loom, shuttle)))]
    fn doze<'a>(&self, guard: SleepGuard<'a, ()>, deadline: Deadline) -> (SleepGuard<'a, ()>, bool) {
        match deadline {
            Deadline::Never => (wait(&self.unpark, guard), false),
            Deadline::At(at) => crate::sync::wait_until(&self.unpark, guard, at),
            Deadline::Now => (guard, true),
        }
    }

    /// As above, in a model: time passes when the model says so, by [`Waiter::expire`].
    #[cfg(any(loom, shuttle))]
    fn doze<'a>(&self, mut guard: SleepGuard<'a, ()>, deadline: Deadline) -> (SleepGuard<'a, ()>, bool) {
        let expired = || deadline != Deadline::Never && self.word.load(Ordering::Acquire) & EXPIRED != 0;
        if deadline != Deadline::Now && !expired() {
            guard = wait(&self.unpark, guard);
        }
        (guard, deadline == Deadline::Now || expired())
    }

    /// Models only: lets every deadline of this waiter pass, now and from now on.
    #[cfg(any(loom, shuttle))]
    pub fn expire(&self) {
        let old = self.word.fetch_or(EXPIRED, Ordering::AcqRel);
        if old & PARKED != 0 {
            drop(self.park.lock());
            self.unpark.notify_one();
        }
    }
}

fn cancelled(word: u32) -> Option<Cancelled> {
    match word & REQUEST {
        0 if word & INTERRUPT == 0 => None,
        0 | 1 => Some(Cancelled::Soft),
        _ => Some(Cancelled::Hard),
    }
}

/// Shows the waiter as waiting while it exists.
pub(crate) struct Waiting<'a>(&'a Waiter);

impl<'a> Waiting<'a> {
    pub(crate) fn new(waiter: &'a Waiter) -> Self {
        waiter.word.fetch_or(WAITING, Ordering::AcqRel);
        Waiting(waiter)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.word.fetch_and(!WAITING, Ordering::AcqRel);
    }
}
