//! The timers of a universe: what is set, and when the thread that fires them looks and sleeps.
//!
//! One lock guards all of it; it is held neither while a timer fires nor while a payload is released.
//!
//! **No beat is missed**: the thread looks at the queue and re-arms its waiter under the lock, and whoever makes another
//! timer the first one changes the queue under the lock before it signals. So it is either seen or wakes the sleeper.
//! **Nothing fires late**: whoever removes or replaces a timer waits under the lock until no beat of it is under way.

mod heap;

pub use heap::{Due, TimerEntry, TimerHeap};

use crate::deadline::Deadline;
use crate::sync::{Condvar, SleepGuard, SleepMutex, wait};
use crate::wait::Waiter;
use std::hash::Hash;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Timers, each of which belongs to an `I` and holds a `P`. `T` is what their thread is joined with.
pub struct Timers<I, P, T> {
    inner: SleepMutex<Inner<I, P, T>>,
    /// A beat is over. Whoever removes or replaces its timer waits for it.
    fired: Condvar,
    /// Where the thread sleeps.
    waiter: Arc<Waiter>,
}

/// What the lock guards.
struct Inner<I, P, T> {
    heap: TimerHeap<I, P>,
    /// Nothing fires any more, and nothing can be set.
    closed: bool,
    /// The timer that fires right now. Written by the thread.
    firing: Option<I>,
    /// The thread, from the first timer on. Taken by whoever waits for its end.
    thread: Option<T>,
}

/// What a look at the queue told the thread to do.
enum Look<I, P> {
    Fire(Due<I, P>),
    Sleep(Deadline),
    End,
}

impl<I, P, T> Default for Timers<I, P, T> {
    fn default() -> Self {
        let inner = Inner { heap: TimerHeap::default(), closed: false, firing: None, thread: None };
        Timers { inner: SleepMutex::new(inner), fired: Condvar::new(), waiter: Waiter::new() }
    }
}

impl<I: Eq + Hash + Clone, P: Clone, T> Timers<I, P, T> {
    /// Sets the timer of `id`, in the place of an earlier one, which does not fire any more when this returns. The first
    /// timer of all has `start` start the thread, under the lock; nothing is set if that fails.
    pub fn set<E>(
        &self,
        id: I,
        due: Instant,
        period: Option<Duration>,
        payload: P,
        start: impl FnOnce() -> Result<T, E>,
    ) -> Result<(), E> {
        // On an early return the lock is given up before the payload is released: parameters go last.
        let mut inner = self.between_beats(&id);
        if inner.closed {
            return Ok(());
        }
        if inner.thread.is_none() {
            inner.thread = Some(start()?);
        }
        let first = inner.heap.next_due().is_none_or(|next| due < next);
        let replaced = inner.heap.set(id, due, period, payload);
        drop(inner);
        if first {
            // The thread re-armed under the lock before this, or looks after it.
            self.waiter.signal();
        }
        drop(replaced);
        Ok(())
    }

    /// Removes the timer of `id`, if there is one. When this returns, it does not fire any more.
    pub fn remove(&self, id: &I) {
        let mut inner = self.between_beats(id);
        let removed = inner.heap.take(id);
        drop(inner);
        drop(removed);
    }

    /// All timers that are set, in no particular order, as `shape` makes them, under the lock.
    pub fn list<R>(&self, shape: impl FnMut(TimerEntry<'_, I, P>) -> R) -> Vec<R> {
        self.inner.lock().heap.iter().map(shape).collect()
    }

    /// Whether timers that are set have an effect: not once closed.
    pub fn is_open(&self) -> bool {
        !self.inner.lock().closed
    }

    /// Drops all timers for good: later ones have no effect. A beat may still be under way.
    pub fn close(&self) {
        let mut inner = self.inner.lock();
        inner.closed = true;
        let timers = std::mem::take(&mut inner.heap);
        drop(inner);
        self.waiter.signal();
        drop(timers);
    }

    /// The thread, for the one who waits for its end. Once closed, none is started after this.
    pub fn take_thread(&self) -> Option<T> {
        self.inner.lock().thread.take()
    }

    /// The thread: fires what is due until closed. `fire` must neither set nor remove the timer that fires: that waits for it.
    pub fn run(&self, now: impl Fn() -> Instant, fire: impl Fn(&I, &P)) {
        loop {
            match self.look(now()) {
                Look::Fire(due) => {
                    fire(&due.id, &due.payload);
                    self.inner.lock().firing = None;
                    self.fired.notify_all();
                    // The payload goes here, perhaps as the last reference to what it holds.
                }
                // A change that asks for another look signals after the look's re-arming, and so ends this.
                Look::Sleep(deadline) => {
                    self.waiter.block_without_spin(deadline);
                }
                Look::End => return,
            }
        }
    }

    fn look(&self, now: Instant) -> Look<I, P> {
        let mut inner = self.inner.lock();
        if inner.closed {
            return Look::End;
        }
        if let Some(due) = inner.heap.pop_due(now) {
            inner.firing = Some(due.id.clone());
            return Look::Fire(due);
        }
        // Under the lock that every change is made under: what signalled before this has been seen.
        self.waiter.rearm();
        Look::Sleep(inner.heap.next_due().map_or(Deadline::Never, Deadline::At))
    }

    /// Locks, while no beat of this timer is under way: so nothing comes after a timer was removed or replaced.
    fn between_beats(&self, id: &I) -> SleepGuard<'_, Inner<I, P, T>> {
        let mut inner = self.inner.lock();
        // The thread ends the beat under the lock that this sleeps under, and then notifies all.
        while inner.firing.as_ref() == Some(id) {
            inner = wait(&self.fired, inner);
        }
        inner
    }

    /// Models only: lets every deadline of the thread pass, now and from now on.
    #[cfg(any(loom, shuttle))]
    pub fn expire(&self) {
        self.waiter.expire();
    }
}
