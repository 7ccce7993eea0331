//! The timers of one universe: a queue, and one native thread without any Lua that puts the time into lindas.
//!
//! The queue, the state of the service and its thread's handle stand under one lock, which is never held while a linda is
//! touched or released. The thread owns a share of all that, and nothing else: it may outlive the universe by a moment.
//!
//! **No beat is late**: the thread looks at the queue and goes to sleep under the lock, and whoever makes another timer
//! the first one changes the queue under the lock before it notifies. So it is either seen or wakes the sleeper.

use crate::lindas::SharedLinda;
use crate::platform;
use crate::value::{Key, Value};
use ::linda::TimerHeap;
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The timer service of a universe. Any thread may use it.
#[derive(Default)]
pub struct TimerService {
    shared: Arc<Shared>,
}

/// A timer that is set.
pub struct Pending {
    /// The linda that it sets.
    pub linda: Arc<SharedLinda>,
    /// The slot that it sets.
    pub key: Key,
    /// When it fires next, in seconds since the epoch.
    pub when: f64,
    /// How often it repeats, in seconds, if it does.
    pub period: Option<f64>,
}

/// Whose timer it is. A linda with a timer is alive, so its address is its own.
type Id = (usize, Key);

#[derive(Default)]
struct Shared {
    inner: Mutex<Inner>,
    /// The first timer or the state of the service has changed. Only the thread waits for it.
    changed: Condvar,
    /// A beat is over.
    fired: Condvar,
}

/// What the lock guards.
#[derive(Default)]
struct Inner {
    heap: TimerHeap<Id, Arc<SharedLinda>>,
    /// Nothing fires any more, and nothing can be set.
    closed: bool,
    /// The timer whose linda is being set right now. Written by the thread.
    firing: Option<Id>,
    /// The thread, from the first timer on. Taken by whoever waits for its end.
    thread: Option<JoinHandle<()>>,
}

impl TimerService {
    /// Sets the timer of a slot, in the place of an earlier one. Fails only if there is no thread to be had.
    pub fn set(
        &self,
        linda: &Arc<SharedLinda>,
        key: Key,
        due: Instant,
        period: Option<Duration>,
    ) -> std::io::Result<()> {
        let id = id(linda, key);
        let mut inner = self.shared.between_beats(&id);
        if inner.closed {
            return Ok(());
        }
        if inner.thread.is_none() {
            inner.thread = Some(start(self.shared.clone())?);
        }
        let first = inner.heap.next_due().is_none_or(|next| due < next);
        let replaced = inner.heap.set(id, due, period, linda.clone());
        drop(inner);
        if first {
            self.shared.changed.notify_one();
        }
        drop(replaced);
        Ok(())
    }

    /// Removes the timer of a slot, if there is one. When this returns, it does not fire any more.
    pub fn remove(&self, linda: &Arc<SharedLinda>, key: Key) {
        let id = id(linda, key);
        let mut inner = self.shared.between_beats(&id);
        let removed = inner.heap.take(&id);
        drop(inner);
        drop(removed);
    }

    /// All timers that are set, in no particular order.
    pub fn list(&self) -> Vec<Pending> {
        let inner = self.shared.inner.lock();
        let (now, wall) = (Instant::now(), platform::now_secs());
        let pending = inner.heap.iter().map(|timer| {
            let ahead = timer.due.saturating_duration_since(now).as_secs_f64();
            let late = now.saturating_duration_since(timer.due).as_secs_f64();
            Pending {
                linda: timer.payload.clone(),
                key: timer.id.1.clone(),
                when: wall + ahead - late,
                period: timer.period.map(|period| period.as_secs_f64()),
            }
        });
        pending.collect()
    }

    /// Drops all timers for good: later ones have no effect.
    pub fn cancel(&self) {
        let mut inner = self.shared.inner.lock();
        inner.closed = true;
        let timers = std::mem::take(&mut inner.heap);
        drop(inner);
        self.shared.changed.notify_one();
        drop(timers);
    }

    /// Cancels the service and waits until its thread has ended, which is at once, as a beat never waits.
    pub fn stop(&self) {
        self.cancel();
        let thread = self.shared.inner.lock().thread.take();
        // Should the last reference to the universe ever be dropped with a timer's linda, that happens on this thread.
        if let Some(thread) = thread
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

impl Drop for TimerService {
    fn drop(&mut self) {
        self.stop();
    }
}

fn id(linda: &Arc<SharedLinda>, key: Key) -> Id {
    (Arc::as_ptr(linda) as usize, key)
}

fn start(shared: Arc<Shared>) -> std::io::Result<JoinHandle<()>> {
    let run = move || {
        platform::set_thread_name("LanesTimer");
        platform::set_priority(platform::MAX_PRIORITY);
        shared.run();
    };
    std::thread::Builder::new().spawn(run)
}

impl Shared {
    /// Locks, while no beat of this timer is under way: so nothing comes after a timer was stopped or replaced.
    fn between_beats(&self, id: &Id) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock();
        while inner.firing.as_ref() == Some(id) {
            self.fired.wait(&mut inner);
        }
        inner
    }

    /// The thread.
    fn run(&self) {
        let mut inner = self.inner.lock();
        while !inner.closed {
            if let Some(due) = inner.heap.pop_due(Instant::now()) {
                inner.firing = Some(due.id.clone());
                MutexGuard::unlocked(&mut inner, || beat(&due.payload, &due.id.1));
                inner.firing = None;
                self.fired.notify_all();
                // This may be the last reference to the linda, and to whatever is in it.
                MutexGuard::unlocked(&mut inner, || drop(due.payload));
            } else if let Some(next) = inner.heap.next_due() {
                self.changed.wait_until(&mut inner, next);
            } else {
                self.changed.wait(&mut inner);
            }
        }
    }
}

/// The slot becomes the current time. A cancelled linda swallows it.
pub fn beat(linda: &SharedLinda, key: &Key) {
    let _ = linda.store.set(key, &mut Some(Value::Num(platform::now_secs())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::linda::{Deadline, ReceiveOutcome, Waiter};

    fn linda() -> Arc<SharedLinda> {
        Arc::new(SharedLinda::new(b"timers"))
    }

    fn key(s: &str) -> Key {
        Key::from_bytes(s.as_bytes())
    }

    fn after(ms: u64) -> Instant {
        Instant::now() + Duration::from_millis(ms)
    }

    /// The next value of the slot within `secs`.
    fn next(linda: &SharedLinda, key: &Key, secs: f64) -> Option<f64> {
        match linda.store.receive(std::slice::from_ref(key), Deadline::after_secs(secs), &Waiter::new()) {
            ReceiveOutcome::Received((0, Value::Num(n))) => Some(n),
            ReceiveOutcome::TimedOut => None,
            _ => panic!("a timer sets a float"),
        }
    }

    #[test]
    fn a_timer_fires_once_and_tells_the_time() {
        let (service, linda, start) = (TimerService::default(), linda(), platform::now_secs());
        service.set(&linda, key("a"), after(30), None).unwrap();
        let fired = next(&linda, &key("a"), 5.0).expect("it fires");
        assert!(fired >= start + 0.029 && fired <= platform::now_secs(), "{start} {fired}");
        assert!(next(&linda, &key("a"), 0.05).is_none());
        assert!(service.list().is_empty());
    }

    #[test]
    fn an_earlier_timer_overtakes_and_a_removed_one_is_silent() {
        let (service, linda) = (TimerService::default(), linda());
        service.set(&linda, key("late"), after(60_000), None).unwrap();
        service.set(&linda, key("gone"), after(40), None).unwrap();
        service.set(&linda, key("soon"), after(20), None).unwrap();
        service.remove(&linda, key("gone"));
        assert!(next(&linda, &key("soon"), 5.0).is_some());
        assert!(next(&linda, &key("gone"), 0.08).is_none());
        assert_eq!(service.list().len(), 1);
    }

    #[test]
    fn a_repeating_timer_stays_on_its_grid_and_leaves_one_value() {
        let (service, linda) = (TimerService::default(), linda());
        let first = after(20);
        service.set(&linda, key("tick"), first, Some(Duration::from_millis(20))).unwrap();
        let beats: Vec<_> = (0..5).map(|_| next(&linda, &key("tick"), 5.0).expect("a beat")).collect();
        assert!(beats[4] - beats[0] >= 0.06 && beats.is_sorted(), "{beats:?}");
        std::thread::sleep(Duration::from_millis(90));
        assert_eq!(linda.store.count(&key("tick")), Some(1), "beats overwrite each other");
    }

    #[test]
    fn the_list_tells_what_is_pending() {
        let (service, linda) = (TimerService::default(), linda());
        let now = platform::now_secs();
        service.set(&linda, key("x"), after(9_000), Some(Duration::from_millis(2500))).unwrap();
        service.set(&linda, key("x"), after(10_000), Some(Duration::from_millis(1500))).unwrap();
        let list = service.list();
        let [Pending { linda: listed, key: slot, when, period }] = list.as_slice() else {
            panic!("one timer")
        };
        assert!(Arc::ptr_eq(listed, &linda) && *slot == key("x") && *period == Some(1.5));
        assert!((when - now - 10.0).abs() < 1.0, "{when} {now}");
    }

    #[test]
    fn a_cancelled_service_is_silent_for_ever() {
        let (service, linda) = (TimerService::default(), linda());
        service.set(&linda, key("a"), after(20), None).unwrap();
        service.cancel();
        service.set(&linda, key("b"), after(0), None).unwrap();
        assert!(service.list().is_empty());
        assert!(next(&linda, &key("a"), 0.06).is_none() && next(&linda, &key("b"), 0.0).is_none());
        service.stop();
        service.stop();
        assert_eq!(Arc::strong_count(&linda), 1);
    }

    #[test]
    fn a_timer_keeps_its_linda_alive_and_lets_go_of_it() {
        let (service, linda) = (TimerService::default(), linda());
        service.set(&linda, key("a"), after(10), None).unwrap();
        service.set(&linda, key("b"), after(60_000), None).unwrap();
        let weak = Arc::downgrade(&linda);
        drop(linda);
        std::thread::sleep(Duration::from_millis(50));
        assert!(weak.upgrade().is_some());
        drop(service);
        assert!(weak.upgrade().is_none());
    }

    #[test]
    fn nothing_fires_after_a_removal_has_returned() {
        let (service, linda) = (TimerService::default(), linda());
        for _ in 0..300 {
            service.set(&linda, key("a"), Instant::now(), Some(Duration::from_micros(50))).unwrap();
            std::thread::sleep(Duration::from_micros(120));
            service.remove(&linda, key("a"));
            let _ = linda.store.set(&key("a"), &mut Vec::new());
            std::thread::sleep(Duration::from_micros(80));
            assert!(next(&linda, &key("a"), 0.0).is_none());
        }
    }

    #[test]
    fn a_cancelled_linda_swallows_the_beat() {
        let (service, linda) = (TimerService::default(), linda());
        linda.store.cancel(::linda::Wake::Both);
        service.set(&linda, key("a"), after(5), Some(Duration::from_millis(5))).unwrap();
        std::thread::sleep(Duration::from_millis(30));
        linda.store.clear_cancel();
        assert!(next(&linda, &key("a"), 5.0).is_some(), "the timer itself goes on");
    }
}
