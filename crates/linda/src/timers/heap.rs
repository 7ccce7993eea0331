//! Timers in the order in which they are due. Pure data: no thread, no lock, no clock of its own; the caller guards it.
//!
//! Two maps are kept in step: timers by identity, and identities by due time. So setting, replacing, removing and
//! firing are all O(log n), and nothing stale stays behind.

use hashbrown::HashMap;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

/// A timer queue. Each identity has at most one timer.
#[derive(Debug)]
pub struct TimerHeap<I, P> {
    timers: HashMap<I, Timer<P>>,
    /// Due times, made unique by a serial number: those due together fire in the order in which they were scheduled.
    order: BTreeMap<(Instant, u64), I>,
    serial: u64,
}

#[derive(Debug)]
struct Timer<P> {
    due: Instant,
    serial: u64,
    period: Option<Duration>,
    payload: P,
}

/// A timer that has fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<I, P> {
    /// Whose timer it is.
    pub id: I,
    /// What was set with it.
    pub payload: P,
    /// When it was due.
    pub due: Instant,
    /// When it fires again, if it does.
    pub next: Option<Instant>,
}

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerEntry<'a, I, P> {
    /// Whose timer it is.
    pub id: &'a I,
    /// When it fires next.
    pub due: Instant,
    /// How often it repeats, if it does.
    pub period: Option<Duration>,
    /// What was set with it.
    pub payload: &'a P,
}

impl<I, P> Default for TimerHeap<I, P> {
    fn default() -> Self {
        TimerHeap { timers: HashMap::new(), order: BTreeMap::new(), serial: 0 }
    }
}

impl<I: Eq + Hash + Clone, P> TimerHeap<I, P> {
    /// No timers.
    #[must_use]
    pub fn new() -> Self {
        TimerHeap::default()
    }

    /// Sets the timer of `id`, in the place of an earlier one, whose payload is returned. A period of zero is none.
    pub fn set(&mut self, id: I, due: Instant, period: Option<Duration>, payload: P) -> Option<P> {
        let serial = self.next_serial();
        self.order.insert((due, serial), id.clone());
        let period = period.filter(|p| !p.is_zero());
        let old = self.timers.insert(id, Timer { due, serial, period, payload })?;
        self.order.remove(&(old.due, old.serial));
        Some(old.payload)
    }

    /// Removes the timer of `id` and returns its payload.
    pub fn take(&mut self, id: &I) -> Option<P> {
        let timer = self.timers.remove(id)?;
        self.order.remove(&(timer.due, timer.serial));
        Some(timer.payload)
    }

    /// Removes the timer of `id`; false if there is none.
    pub fn remove(&mut self, id: &I) -> bool {
        self.take(id).is_some()
    }

    /// When the next timer is due.
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        self.order.first_key_value().map(|((due, _), _)| *due)
    }

    /// The first timer that is due at `now`, if any. A repeating one is scheduled again at its next beat after `now`
    /// on the grid it was set on: beats missed are skipped.
    pub fn pop_due(&mut self, now: Instant) -> Option<Due<I, P>>
    where
        P: Clone,
    {
        let first = self.order.first_entry()?;
        let due = first.key().0;
        if due > now {
            return None;
        }
        let id = first.remove();
        let period = self.timers.get(&id)?.period;
        let Some(next) = period.and_then(|period| next_beat(due, period, now)) else {
            let timer = self.timers.remove(&id)?;
            return Some(Due { id, payload: timer.payload, due, next: None });
        };
        let serial = self.next_serial();
        let timer = self.timers.get_mut(&id)?;
        (timer.due, timer.serial) = (next, serial);
        self.order.insert((next, serial), id.clone());
        Some(Due { id, payload: timer.payload.clone(), due, next: Some(next) })
    }

    /// All timers, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = TimerEntry<'_, I, P>> {
        self.timers.iter().map(|(id, timer)| TimerEntry {
            id,
            due: timer.due,
            period: timer.period,
            payload: &timer.payload,
        })
    }

    /// How many timers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.timers.len()
    }

    /// True if there is no timer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.timers.is_empty()
    }

    fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
}

/// The first beat after `now`, counted from `due` (which is not after `now`); nothing if no clock can hold it.
fn next_beat(due: Instant, period: Duration, now: Instant) -> Option<Instant> {
    let late = now.saturating_duration_since(due).as_nanos();
    let period = period.as_nanos();
    let ahead = period.checked_mul(late / period + 1)?;
    let secs = u64::try_from(ahead / 1_000_000_000).ok()?;
    due.checked_add(Duration::new(secs, (ahead % 1_000_000_000) as u32))
}
