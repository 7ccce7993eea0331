//! A [`Linda`]: slots under one lock, and the operations on them.
//!
//! Any thread may call anything. One lock per linda; it is held for one attempt of one operation, never while waiting,
//! waking, or dropping what was removed. Each operation that may wait goes through [`Linda::operate`], the only place
//! that sleeps: it owns the order in which requests, marks and data are looked at.

use crate::deadline::Deadline;
use crate::effects::Effects;
use crate::outcome::{
    Batch, Cancelled, Changed, Fill, ReceiveOutcome, Refused, Restriction, SendOutcome, SlotDump,
    UpdateOutcome, Wake,
};
use crate::slot::Side;
use crate::steps::{Attempt, Core, Restricted, Want};
use crate::sync::{Mutex, MutexGuard};
use crate::wait::{Waiter, Waiting};
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

/// A keyed set of FIFOs with limits, shared by threads. Values that several threads need are cloned (`get`, `dump`,
/// `update`), with the lock held, so their `Clone` should be cheap.
pub struct Linda<K, V> {
    core: Mutex<Core<K, V>>,
    /// How often a waiting operation looks for requests that did not wake it.
    wake_period: Option<Duration>,
}

/// How an operation ended.
enum Outcome<T> {
    Done(T),
    TimedOut,
    Restricted,
    Cancelled(Cancelled),
}

impl<T> From<Result<T, Restricted>> for Outcome<T> {
    #[inline]
    fn from(done: Result<T, Restricted>) -> Outcome<T> {
        done.map_or(Outcome::Restricted, Outcome::Done)
    }
}

impl<K, V> Default for Linda<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    fn default() -> Self {
        Linda::new()
    }
}

impl<K, V> Linda<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    /// An empty linda.
    #[must_use]
    pub fn new() -> Self {
        Linda::with_wake_period(None)
    }

    /// An empty linda. Its waiting operations look every `period`, and not only when they are woken, whether their lane
    /// was asked to stop. That changes nothing else: neither their deadline nor their place.
    #[must_use]
    pub fn with_wake_period(period: Option<Duration>) -> Self {
        Linda { core: Mutex::new(Core::new()), wake_period: period }
    }

    /// Appends all values or none, as soon as they fit within the limit.
    pub fn send<B: Batch<V>>(&self, key: &K, values: &mut B, d: Deadline, w: &Arc<Waiter>) -> SendOutcome {
        let need = values.len();
        let want = Want { keys: std::slice::from_ref(key), side: Side::Send, need, single: need == 1 };
        match self.operate(want, d, w, |core, effects| core.push(key, values, need, effects)) {
            Outcome::Done(()) => SendOutcome::Sent,
            Outcome::TimedOut => SendOutcome::TimedOut,
            Outcome::Restricted => SendOutcome::Restricted,
            Outcome::Cancelled(how) => SendOutcome::Cancelled(how),
        }
    }

    /// Takes the oldest value of the first key, in the caller's order, that has one; gives the key's index with it.
    pub fn receive(&self, keys: &[K], d: Deadline, w: &Arc<Waiter>) -> ReceiveOutcome<(usize, V)> {
        let want = Want { keys, side: Side::Receive, need: 1, single: true };
        // The value goes straight to where it is answered from: moving it through each layer was measurable.
        let mut taken = None;
        match self.operate(want, d, w, |core, effects| core.pop(keys, &mut taken, effects)) {
            Outcome::Done(i) => match taken {
                Some(value) => ReceiveOutcome::Received((i, value)),
                None => unreachable!("a successful attempt takes a value"),
            },
            Outcome::TimedOut => ReceiveOutcome::TimedOut,
            Outcome::Restricted => ReceiveOutcome::Restricted,
            Outcome::Cancelled(how) => ReceiveOutcome::Cancelled(how),
        }
    }

    /// Takes the oldest values of a key, at most `max`, as soon as there are `min` (at least 1), and appends them to
    /// `out`.
    pub fn receive_batched(
        &self,
        key: &K,
        min: usize,
        max: usize,
        d: Deadline,
        w: &Arc<Waiter>,
        out: &mut Vec<V>,
    ) -> ReceiveOutcome<()> {
        debug_assert!(1 <= min && min <= max, "the caller checks 1 <= min <= max");
        let want = Want { keys: std::slice::from_ref(key), side: Side::Receive, need: min, single: max == 1 };
        match self.operate(want, d, w, |core, effects| core.pop_batch(key, min, max, out, effects)) {
            Outcome::Done(()) => ReceiveOutcome::Received(()),
            Outcome::TimedOut => ReceiveOutcome::TimedOut,
            Outcome::Restricted => ReceiveOutcome::Restricted,
            Outcome::Cancelled(how) => ReceiveOutcome::Cancelled(how),
        }
    }

    /// Waits for room for one more value, then replaces the whole queue by the value that `f` makes of its front, all
    /// in one step. `f` runs with the linda locked, so it must not wait, call out or panic; it may run only once, but
    /// is asked for as `FnMut` so that callers may pass a reusable one.
    pub fn update<E>(
        &self,
        key: &K,
        d: Deadline,
        w: &Arc<Waiter>,
        mut f: impl FnMut(Option<&V>) -> Result<V, E>,
    ) -> UpdateOutcome<V, E> {
        let want = Want { keys: std::slice::from_ref(key), side: Side::Send, need: 1, single: true };
        match self.operate(want, d, w, |core, effects| core.update(key, &mut f, effects)) {
            Outcome::Done((Ok(value), _)) => UpdateOutcome::Updated(value),
            Outcome::Done((Err(error), _)) => UpdateOutcome::Failed(error),
            Outcome::TimedOut => UpdateOutcome::TimedOut,
            Outcome::Restricted => UpdateOutcome::Restricted,
            Outcome::Cancelled(how) => UpdateOutcome::Cancelled(how),
        }
    }

    /// Puts values that were received back to the front of their queue, in order, whatever its limit and restriction:
    /// they could not be used.
    pub fn put_back(&self, key: &K, values: &mut Vec<V>) {
        let mut effects = Effects::new();
        let mut core = self.core.lock();
        core.put_back(key, values, &mut effects);
        drop(core);
        effects.run();
    }

    /// Appends clones of up to `n` values from the front of a key to `out`.
    pub fn get(&self, key: &K, n: usize, out: &mut Vec<V>) -> Result<(), Refused> {
        let mut core = self.core.lock();
        core.touch()?;
        if let Some(slot) = core.table.known(key) {
            if slot.restriction == Restriction::SendReceive {
                return Err(Refused::Restricted);
            }
            out.extend(slot.queue.iter().take(n).cloned());
        }
        Ok(())
    }

    /// Replaces a key's queue, whatever its limit. No values: a key with neither limit nor restriction is forgotten,
    /// another one emptied. `freed` if the key had a limit above zero, was full and is not any more.
    pub fn set<B: Batch<V>>(&self, key: &K, values: &mut B) -> Result<Changed, Refused> {
        let mut effects = Effects::new();
        let mut core = self.core.lock();
        core.touch()?;
        let done = core.set(key, values, &mut effects);
        drop(core);
        effects.run();
        let (changed, _old) = done.map_err(|Restricted| Refused::Restricted)?;
        Ok(changed)
    }

    /// Limits how many values sends may store; makes the key known. Removes nothing. `freed` if the key was full and is
    /// not any more.
    pub fn set_limit(&self, key: &K, limit: Option<usize>) -> Result<Changed, Cancelled> {
        let mut effects = Effects::new();
        let mut core = self.core.lock();
        core.touch()?;
        let changed = core.set_limit(key, limit, &mut effects);
        drop(core);
        effects.run();
        Ok(changed)
    }

    /// The limit of a key, and how full it is. Counts as touching the linda; makes no key known.
    pub fn limit(&self, key: &K) -> Result<(Option<usize>, Fill), Cancelled> {
        let mut core = self.core.lock();
        core.touch()?;
        Ok(core.table.known(key).map_or((None, Fill::Under), |slot| (slot.limit, slot.fill())))
    }

    /// Says which operations a key is for; makes it known. Who waits there and may not any more is refused. Gives the
    /// restriction before.
    pub fn restrict(&self, key: &K, restriction: Restriction) -> Result<Restriction, Cancelled> {
        let mut effects = Effects::new();
        let mut core = self.core.lock();
        core.touch()?;
        let before = core.restrict(key, restriction, &mut effects);
        drop(core);
        effects.run();
        Ok(before)
    }

    /// The operations that a key is for. Counts as touching the linda; makes no key known.
    pub fn restriction(&self, key: &K) -> Result<Restriction, Cancelled> {
        let mut core = self.core.lock();
        core.touch()?;
        Ok(core.table.known(key).map_or(Restriction::None, |slot| slot.restriction))
    }

    /// How many values a known key has. Counts as touching the linda.
    pub fn count(&self, key: &K) -> Option<usize> {
        let mut core = self.core.lock();
        core.touched = true;
        core.table.known(key).map(|slot| slot.queue.len())
    }

    /// All known keys and how many values each has, in no particular order. Counts as touching the linda.
    pub fn counts(&self) -> Vec<(K, usize)> {
        let mut core = self.core.lock();
        core.touched = true;
        let known = core.table.iter().filter(|slot| slot.known);
        known.filter_map(|slot| Some((slot.key.clone()?, slot.queue.len()))).collect()
    }

    /// Copies of everything; nothing if no data operation ever touched the linda.
    pub fn dump(&self) -> Option<Vec<SlotDump<K, V>>> {
        let core = self.core.lock();
        if !core.touched {
            return None;
        }
        let known = core.table.iter().filter(|slot| slot.known);
        let dumped = known.filter_map(|slot| {
            let values = slot.queue.iter().cloned().collect();
            Some(SlotDump {
                key: slot.key.clone()?,
                first: slot.first,
                limit: slot.limit,
                restriction: slot.restriction,
                values,
            })
        });
        Some(dumped.collect())
    }

    /// Drops all values, limits and restrictions, whoever waits and whether the linda is cancelled or not: for the end of
    /// whatever owned it.
    pub fn clear(&self) {
        let mut effects = Effects::new();
        let mut core = self.core.lock();
        let keys: Vec<K> = core.table.iter().filter_map(|slot| slot.key.clone()).collect();
        let mut old = Vec::with_capacity(keys.len());
        for key in &keys {
            core.restrict(key, Restriction::None, &mut effects);
            core.set_limit(key, None, &mut effects);
            old.push(core.set(key, &mut None, &mut effects));
        }
        drop(core);
        effects.run();
        drop(old);
    }

    /// Forgets who waits, without a word to them: for a process that came to be by a fork, in which they do not exist. Nobody
    /// else may use the linda meanwhile.
    pub fn forget_waiters(&self) {
        let mut effects = Effects::new();
        let mut core = self.core.lock();
        core.forget_waiters(&mut effects);
        drop(core);
        effects.run();
    }

    /// Marks the linda cancelled, and wakes those who wait on the asked side; the others find the mark when they wake.
    pub fn cancel(&self, wake: Wake) {
        let mut effects: Effects<K, V> = Effects::new();
        let mut core = self.core.lock();
        core.cancelled = true;
        core.wake(wake, &mut effects);
        drop(core);
        effects.run();
    }

    /// Has those who wait on the asked side look again. Who still cannot proceed goes on waiting, in its place and with
    /// its deadline.
    pub fn wake(&self, wake: Wake) {
        let mut effects: Effects<K, V> = Effects::new();
        let mut core = self.core.lock();
        core.wake(wake, &mut effects);
        drop(core);
        effects.run();
    }

    /// Removes the mark. Who was not woken by the cancel goes on waiting, or proceeds if it can.
    pub fn clear_cancel(&self) {
        let mut effects: Effects<K, V> = Effects::new();
        let mut core = self.core.lock();
        core.cancelled = false;
        for slot in core.table.iter_mut() {
            slot.notify(&mut effects);
        }
        drop(core);
        effects.run();
    }

    /// True while the linda is marked cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.core.lock().cancelled
    }

    /// Attempts an operation, and again after each wake-up until it succeeds, is cancelled or runs out of time.
    #[inline]
    fn operate<T>(
        &self,
        want: Want<'_, K>,
        d: Deadline,
        w: &Arc<Waiter>,
        mut attempt: impl FnMut(&mut Core<K, V>, &mut Effects<K, V>) -> Attempt<T>,
    ) -> Outcome<T> {
        if let Some(how) = w.refusal() {
            return Outcome::Cancelled(how);
        }
        let mut effects = Effects::new();
        let mut core = w.backoff.lock(&self.core, want.single);
        if let Err(how) = core.touch() {
            return Outcome::Cancelled(how);
        }
        if let Some(done) = attempt(&mut core, &mut effects) {
            drop(core);
            wake(&mut effects, w);
            return done.into();
        }
        if d == Deadline::Now {
            return Outcome::TimedOut;
        }
        self.wait(core, &want, d, w, attempt)
    }

    /// The waiting half of `operate`, after a first attempt that failed.
    ///
    /// Nothing is missed between a failed attempt and the sleep: the attempt, the registration and `rearm` happen under
    /// one hold of the lock. Whoever makes the attempt possible needs the lock too, so it comes later, finds the
    /// registration, and signals after `rearm`: `block` returns. A cancel of the linda likewise. A request for the lane
    /// is seen by `rearm` or signals after it (see `wait.rs`).
    #[cold]
    #[inline(never)]
    fn wait<'a, T>(
        &'a self,
        mut core: MutexGuard<'a, Core<K, V>>,
        want: &Want<'_, K>,
        d: Deadline,
        w: &Arc<Waiter>,
        mut attempt: impl FnMut(&mut Core<K, V>, &mut Effects<K, V>) -> Attempt<T>,
    ) -> Outcome<T> {
        let mut effects = Effects::new();
        let mut waiting = None;
        core.enter(want, w);
        let outcome = loop {
            if let Some(how) = w.rearm() {
                break Outcome::Cancelled(how);
            }
            // Shown only now: a request that wakes nobody, made by one who saw this, leaves the waiter asleep.
            waiting.get_or_insert_with(|| Waiting::new(w));
            drop(core);
            effects.run();
            let until = self.next_look(d);
            let signalled = w.block(until);
            core = self.core.lock();
            if let Some(how) = w.refusal() {
                break Outcome::Cancelled(how);
            }
            if core.cancelled {
                break Outcome::Cancelled(Cancelled::Soft);
            }
            if let Some(done) = attempt(&mut core, &mut effects) {
                break done.into();
            }
            if !signalled && until == d {
                break w.pending().map_or(Outcome::TimedOut, Outcome::Cancelled);
            }
            core.unnotify(want, w, &mut effects);
        };
        core.leave(want, w, &mut effects);
        drop(core);
        wake(&mut effects, w);
        outcome
    }

    /// How long a wait may last before it looks for requests again.
    fn next_look(&self, d: Deadline) -> Deadline {
        match self.wake_period {
            None => d,
            Some(period) => Deadline::after(period).earlier(d),
        }
    }
}

/// Ends an operation of this waiter's thread. Who was woken may sleep until the next one: that is not to be late.
#[inline]
fn wake<K, V>(effects: &mut Effects<K, V>, w: &Waiter) {
    if effects.run() {
        w.backoff.reset();
    }
}
