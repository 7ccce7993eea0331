//! The timers of one universe, and the native thread without any Lua that puts the time into lindas.
//!
//! What is set, and when the thread looks and sleeps, is the crate `linda`'s. The thread owns a share of that, and nothing
//! else of the universe, which it may outlive by a moment.

use crate::lindas::SharedLinda;
use crate::platform;
use crate::value::{Key, Value};
use parking_lot::Mutex;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The timer service of a universe. Any thread may use it.
pub struct TimerService {
    /// Another one after a fork.
    timers: Mutex<Arc<Timers>>,
    clock: Clock,
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

/// When a timer fires for the first time.
#[derive(Clone, Copy)]
pub struct First {
    /// By the clock of the thread, which nobody sets.
    pub due: Instant,
    /// The same in seconds since the epoch, as it was asked for. Only the list of timers tells it.
    pub when: f64,
}

/// What there is to know of a timer that is set.
#[derive(Clone)]
struct Payload {
    linda: Arc<SharedLinda>,
    first: First,
}

/// Whose timer it is. A linda with a timer is alive, so its address is its own.
type Id = (usize, Key);

type Timers = ::linda::Timers<Id, Payload, JoinHandle<()>>;

/// What time it is. Tests move theirs.
type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

impl Default for TimerService {
    fn default() -> TimerService {
        TimerService::with_clock(Arc::new(Instant::now))
    }
}

impl TimerService {
    fn with_clock(clock: Clock) -> TimerService {
        TimerService { timers: Mutex::default(), clock }
    }

    /// Sets the timer of a slot, in the place of an earlier one. Fails only if there is no thread to be had.
    pub fn set(
        &self,
        linda: &Arc<SharedLinda>,
        key: Key,
        first: First,
        period: Option<Duration>,
    ) -> std::io::Result<()> {
        let timers = self.timers();
        let payload = Payload { linda: linda.clone(), first };
        timers.set(id(linda, key), first.due, period, payload, || self.start(&timers))
    }

    /// Removes the timer of a slot, if there is one. When this returns, it does not fire any more.
    pub fn remove(&self, linda: &Arc<SharedLinda>, key: Key) {
        self.timers().remove(&id(linda, key));
    }

    /// All timers that are set, in no particular order.
    pub fn list(&self) -> Vec<Pending> {
        self.timers().list(|timer| {
            let Payload { linda, first } = timer.payload;
            Pending {
                linda: linda.clone(),
                key: timer.id.1.clone(),
                when: first.when + timer.due.saturating_duration_since(first.due).as_secs_f64(),
                period: timer.period.map(|period| period.as_secs_f64()),
            }
        })
    }

    /// Whether timers that are set have an effect.
    pub fn is_open(&self) -> bool {
        self.timers().is_open()
    }

    /// Drops all timers for good: later ones have no effect.
    pub fn cancel(&self) {
        self.timers().close();
    }

    /// Cancels the service and waits until its thread has ended, which is at once, as a beat never waits.
    pub fn stop(&self) {
        self.cancel();
        // Should the last reference to the universe ever be dropped with a timer's linda, that happens on this thread.
        if let Some(thread) = self.timers().take_thread()
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
    }

    /// In a forked process: the thread, and what it was to fire, are the parent's.
    pub fn lose_thread(&self) {
        // Not dropped: a handle would want to be rid of its thread, which does not exist.
        std::mem::forget(std::mem::take(&mut *self.timers.lock()));
    }

    fn timers(&self) -> Arc<Timers> {
        self.timers.lock().clone()
    }

    fn start(&self, timers: &Arc<Timers>) -> std::io::Result<JoinHandle<()>> {
        let (timers, clock) = (timers.clone(), self.clock.clone());
        let run = move || {
            platform::set_thread_name("LanesTimer");
            platform::set_priority(platform::MAX_PRIORITY);
            platform::wake_punctually();
            timers.run(&*clock, |id, payload| beat(&payload.linda, &id.1));
        };
        std::thread::Builder::new().spawn(run)
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

/// The slot becomes the current time. A cancelled linda swallows it.
pub fn beat(linda: &SharedLinda, key: &Key) {
    let _ = linda.store.set(key, &mut Some(Value::Num(platform::now_secs())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use parking_lot::Mutex;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    /// A service whose clock stands still until it is moved, and what it shows. It is a day ahead of the system's, by which
    /// the thread sleeps: so the thread does not wake by itself.
    struct Moved {
        service: TimerService,
        now: Arc<Mutex<Instant>>,
        /// The slots of timers that tell how far the thread has come.
        marks: Arc<SharedLinda>,
    }

    fn service() -> (Moved, Instant) {
        let start = Instant::now() + MS(86_400_000);
        let now = Arc::new(Mutex::new(start));
        let clock = now.clone();
        let service = TimerService::with_clock(Arc::new(move || *clock.lock()));
        (Moved { service, now, marks: linda() }, start)
    }

    impl std::ops::Deref for Moved {
        type Target = TimerService;

        fn deref(&self) -> &TimerService {
            &self.service
        }
    }

    impl Moved {
        fn set(
            &self,
            linda: &Arc<SharedLinda>,
            key: Key,
            due: Instant,
            period: Option<Duration>,
        ) -> std::io::Result<()> {
            let ahead = due.saturating_duration_since(*self.now.lock()).as_secs_f64();
            self.service.set(linda, key, First { due, when: platform::now_secs() + ahead }, period)
        }

        /// Moves the clock on.
        fn pass(&self, by: Duration) -> Instant {
            let mut now = self.now.lock();
            *now += by;
            *now
        }

        /// Moves the clock on, and returns when everything that is due by then has fired.
        fn advance(&self, by: Duration) {
            let now = self.pass(by);
            // Of those that are due by now this is the last, as it is set last.
            self.set(&self.marks, key("last"), now, None).unwrap();
            // The thread sleeps by another clock; but this is the first of all, so that it looks.
            self.set(&self.marks, key("first"), now - MS(86_400_000), None).unwrap();
            wait(&self.marks, "first");
            wait(&self.marks, "last");
        }
    }

    /// Returns when the slot has a value, and takes it.
    fn wait(linda: &SharedLinda, slot: &str) {
        use ::linda::{Deadline, ReceiveOutcome, Waiter};
        let received = linda.store.receive(&[key(slot)], Deadline::Never, &Waiter::new());
        assert!(matches!(received, ReceiveOutcome::Received((0, Value::Num(_)))));
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
        let (service, linda) = (TimerService::default(), linda());
        let after = |by| First { due: Instant::now() + by, when: 0.0 };
        service.set(&linda, key("late"), after(MS(60_000)), None).unwrap();
        service.set(&linda, key("soon"), after(MS(1)), None).unwrap();
        wait(&linda, "soon");
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
    fn the_list_tells_the_times_that_were_asked_for() {
        let ((service, start), linda) = (service(), linda());
        let first = First { due: start + MS(500), when: 1e9 };
        service.service.set(&linda, key("x"), first, Some(MS(1000))).unwrap();
        let when = || service.list().iter().map(|timer| timer.when).collect::<Vec<_>>();
        assert_eq!(when(), [1e9]);
        service.advance(MS(400));
        assert_eq!(when(), [1e9]);
        service.advance(MS(5200));
        assert_eq!(when(), [1e9 + 6.0]);
    }

    #[test]
    fn a_cancelled_service_is_silent_for_ever() {
        let ((service, now), linda) = (service(), linda());
        service.set(&linda, key("a"), now + MS(20), None).unwrap();
        assert!(service.is_open());
        service.cancel();
        assert!(!service.is_open());
        service.set(&linda, key("b"), now, None).unwrap();
        assert!(service.list().is_empty());
        service.pass(MS(60));
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
