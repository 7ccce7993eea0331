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
    /// What time it is where a test moves the clock.
    #[cfg(test)]
    now: Option<Instant>,
}

impl Inner {
    fn now(&self) -> Instant {
        #[cfg(test)]
        if let Some(now) = self.now {
            return now;
        }
        Instant::now()
    }

    /// When to look at the queue again, unless notified: a clock that a test moves tells when it was moved.
    fn wake_up(&self) -> Option<Instant> {
        #[cfg(test)]
        if self.now.is_some() {
            return None;
        }
        self.heap.next_due()
    }
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
        let (now, wall) = (inner.now(), platform::now_secs());
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
        platform::wake_punctually();
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
            let now = inner.now();
            if let Some(due) = inner.heap.pop_due(now) {
                inner.firing = Some(due.id.clone());
                MutexGuard::unlocked(&mut inner, || beat(&due.payload, &due.id.1));
                inner.firing = None;
                self.fired.notify_all();
                // This may be the last reference to the linda, and to whatever is in it.
                MutexGuard::unlocked(&mut inner, || drop(due.payload));
            } else if let Some(next) = inner.wake_up() {
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

    const MS: fn(u64) -> Duration = Duration::from_millis;

    /// A service whose clock stands still until it is moved, and what it shows.
    fn service() -> (TimerService, Instant) {
        let (service, now) = (TimerService::default(), Instant::now());
        service.shared.inner.lock().now = Some(now);
        (service, now)
    }

    impl TimerService {
        /// Moves the clock on, and returns when everything that is due by then has fired.
        fn advance(&self, by: Duration) {
            let mut inner = self.shared.inner.lock();
            inner.now = Some(inner.now() + by);
            self.shared.changed.notify_one();
            // The thread notifies after every beat, under the lock that this sleeps under.
            while !inner.closed
                && (inner.firing.is_some() || inner.heap.next_due().is_some_and(|due| due <= inner.now()))
            {
                self.shared.fired.wait(&mut inner);
            }
        }
    }

    fn linda() -> Arc<SharedLinda> {
        Arc::new(SharedLinda::new(b"timers"))
    }

    fn key(s: &str) -> Key {
        Key::from_bytes(s.as_bytes())
    }

    /// Takes the value of the slot, if there is one.
    fn take(linda: &SharedLinda, key: &Key) -> Option<f64> {
        use ::linda::{Deadline, ReceiveOutcome, Waiter};
        match linda.store.receive(std::slice::from_ref(key), Deadline::Now, &Waiter::new()) {
            ReceiveOutcome::Received((0, Value::Num(n))) => Some(n),
            ReceiveOutcome::TimedOut => None,
            _ => panic!("a timer sets a float"),
        }
    }

    #[test]
    fn a_timer_fires_once_and_tells_the_time() {
        let ((service, now), linda, start) = (service(), linda(), platform::now_secs());
        service.set(&linda, key("a"), now + MS(30), None).unwrap();
        service.advance(MS(29));
        assert_eq!(take(&linda, &key("a")), None);
        service.advance(MS(1));
        let fired = take(&linda, &key("a")).expect("it fires");
        assert!(fired >= start && fired <= platform::now_secs(), "{start} {fired}");
        service.advance(MS(1_000));
        assert!(take(&linda, &key("a")).is_none() && service.list().is_empty());
    }

    /// The one test that waits: the system's clock wakes the thread.
    #[test]
    fn the_thread_wakes_by_itself() {
        use ::linda::{Deadline, Waiter};
        let (service, linda) = (TimerService::default(), linda());
        service.set(&linda, key("late"), Instant::now() + MS(60_000), None).unwrap();
        service.set(&linda, key("soon"), Instant::now() + MS(1), None).unwrap();
        let received = linda.store.receive(&[key("soon")], Deadline::Never, &Waiter::new());
        assert!(matches!(received, ::linda::ReceiveOutcome::Received((0, Value::Num(_)))));
    }

    #[test]
    fn an_earlier_timer_overtakes_and_a_removed_one_is_silent() {
        let ((service, now), linda) = (service(), linda());
        service.set(&linda, key("late"), now + MS(60_000), None).unwrap();
        service.set(&linda, key("gone"), now + MS(40), None).unwrap();
        service.set(&linda, key("soon"), now + MS(20), None).unwrap();
        service.remove(&linda, key("gone"));
        service.advance(MS(20));
        assert!(take(&linda, &key("soon")).is_some());
        service.advance(MS(80));
        assert!(take(&linda, &key("gone")).is_none());
        assert_eq!(service.list().len(), 1);
    }

    #[test]
    fn a_repeating_timer_stays_on_its_grid_and_leaves_one_value() {
        let ((service, now), linda) = (service(), linda());
        service.set(&linda, key("tick"), now + MS(20), Some(MS(20))).unwrap();
        for _ in 0..5 {
            service.advance(MS(19));
            assert!(take(&linda, &key("tick")).is_none());
            service.advance(MS(1));
            assert!(take(&linda, &key("tick")).is_some());
        }
        service.advance(MS(30));
        service.advance(MS(30));
        assert_eq!(linda.store.count(&key("tick")), Some(1), "beats overwrite each other");
    }

    #[test]
    fn the_list_tells_what_is_pending() {
        let ((service, start), linda) = (service(), linda());
        let now = platform::now_secs();
        service.set(&linda, key("x"), start + MS(9_000), Some(MS(2500))).unwrap();
        service.set(&linda, key("x"), start + MS(10_000), Some(MS(1500))).unwrap();
        let list = service.list();
        let [Pending { linda: listed, key: slot, when, period }] = list.as_slice() else {
            panic!("one timer")
        };
        assert!(Arc::ptr_eq(listed, &linda) && *slot == key("x") && *period == Some(1.5));
        let late = platform::now_secs() - now;
        assert!(*when >= now + 9.99 && *when <= now + 10.01 + late, "{when} {now}");
    }

    #[test]
    fn a_cancelled_service_is_silent_for_ever() {
        let ((service, now), linda) = (service(), linda());
        service.set(&linda, key("a"), now + MS(20), None).unwrap();
        service.cancel();
        service.set(&linda, key("b"), now, None).unwrap();
        assert!(service.list().is_empty());
        service.advance(MS(60));
        service.stop();
        service.stop();
        assert!(take(&linda, &key("a")).is_none() && take(&linda, &key("b")).is_none());
        assert_eq!(Arc::strong_count(&linda), 1);
    }

    #[test]
    fn a_timer_keeps_its_linda_alive_and_lets_go_of_it() {
        let ((service, now), linda) = (service(), linda());
        service.set(&linda, key("a"), now + MS(10), None).unwrap();
        service.set(&linda, key("b"), now + MS(60_000), None).unwrap();
        let weak = Arc::downgrade(&linda);
        drop(linda);
        service.advance(MS(50));
        assert!(weak.upgrade().is_some());
        drop(service);
        assert!(weak.upgrade().is_none());
    }

    #[test]
    fn nothing_fires_after_a_removal_has_returned() {
        let ((service, now), linda) = (service(), linda());
        std::thread::scope(|scope| {
            let clock = scope.spawn(|| (0..2_000).for_each(|_| service.advance(Duration::from_micros(100))));
            while !clock.is_finished() {
                service.set(&linda, key("a"), now, Some(Duration::from_micros(50))).unwrap();
                service.remove(&linda, key("a"));
                let _ = linda.store.set(&key("a"), &mut Vec::new());
                assert!(take(&linda, &key("a")).is_none());
            }
        });
        assert!(take(&linda, &key("a")).is_none());
    }

    #[test]
    fn a_cancelled_linda_swallows_the_beat() {
        let ((service, now), linda) = (service(), linda());
        linda.store.cancel(::linda::Wake::Both);
        service.set(&linda, key("a"), now + MS(5), Some(MS(5))).unwrap();
        service.advance(MS(30));
        linda.store.clear_cancel();
        assert!(take(&linda, &key("a")).is_none());
        service.advance(MS(5));
        assert!(take(&linda, &key("a")).is_some(), "the timer itself goes on");
    }
}
