//! Timers: none is missed, none fires after it was removed, and closing ends the thread and releases everything.

use super::*;
use linda::Timers;
use loom::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize};
use std::sync::Weak;
use std::time::Duration;

/// Which timer it is, and what all of them hold.
type Payload = (u8, Arc<()>);

/// Timers, their clock, and what their thread has done. All that two threads look at is the model's, or it would not try
/// the orders in which they do.
struct Clock {
    timers: Timers<u8, Payload, JoinHandle<()>>,
    held: Arc<()>,
    start: Instant,
    /// In seconds since the start. Each look of the thread moves it on, until it shows `last`.
    now: AtomicU64,
    last: u64,
    beats: AtomicUsize,
    /// How many of them began after the timers were closed.
    late: AtomicUsize,
    /// Whether this beat, by its number and timer, is the last: it closes the timers.
    is_last: fn(usize, u8) -> bool,
    /// A timer that must not fire any more.
    gone: AtomicU8,
    closed: AtomicBool,
    /// How many threads were started.
    threads: AtomicUsize,
}

const SEEN: Ordering = Ordering::SeqCst;
/// When a timer is due that does not fire in a model.
const LATER: u64 = 1000;

fn clock(is_last: fn(usize, u8) -> bool) -> Arc<Clock> {
    running_clock(0, is_last)
}

/// A clock that each look moves on.
fn running_clock(last: u64, is_last: fn(usize, u8) -> bool) -> Arc<Clock> {
    Arc::new(Clock {
        timers: Timers::default(),
        held: Arc::new(()),
        start: Instant::now(),
        now: AtomicU64::new(0),
        last,
        beats: AtomicUsize::new(0),
        late: AtomicUsize::new(0),
        is_last,
        gone: AtomicU8::new(0),
        closed: AtomicBool::new(false),
        threads: AtomicUsize::new(0),
    })
}

fn never(_beats: usize, _timer: u8) -> bool {
    false
}

impl Clock {
    /// Sets timer `timer` under the identity `id`.
    fn set(self: &Arc<Self>, id: u8, due: u64, timer: u8) {
        self.set_repeating(id, due, None, timer);
    }

    fn set_repeating(self: &Arc<Self>, id: u8, due: u64, period: Option<u64>, timer: u8) {
        let due = self.start + Duration::from_secs(due);
        let start = || {
            self.threads.fetch_add(1, SEEN);
            Ok::<_, ()>(with(self, |c| c.timers.run(|| c.time(), |_, (timer, _)| c.beat(*timer))))
        };
        let payload = (timer, self.held.clone());
        self.timers.set(id, due, period.map(Duration::from_secs), payload, start).unwrap();
    }

    fn time(&self) -> Instant {
        let now = self.now.load(SEEN);
        if now < self.last {
            self.now.store(now + 1, SEEN);
        }
        self.start + Duration::from_secs(now)
    }

    fn beat(&self, timer: u8) {
        let beats = self.beats.fetch_add(1, SEEN) + 1;
        assert_ne!(timer, self.gone.load(SEEN), "a timer fires that is gone");
        if self.closed.load(SEEN) {
            let late = self.late.fetch_add(1, SEEN);
            assert_eq!(late, 0, "only a beat that is under way may come after the end");
        }
        if (self.is_last)(beats, timer) {
            self.timers.close();
        }
    }

    fn close(&self) {
        self.timers.close();
        self.closed.store(true, SEEN);
    }

    /// The thread ends, if there is one, and nothing holds any more what the timers held. Gives the number of beats.
    fn join(&self) -> usize {
        if let Some(thread) = self.timers.take_thread() {
            thread.join().unwrap();
        }
        assert_eq!(Arc::strong_count(&self.held), 1);
        self.beats.load(SEEN)
    }
}

#[test]
fn a_timer_that_is_set_while_the_thread_falls_asleep_fires() {
    loom::model(|| {
        let clock = clock(|beats, _| beats == 2);
        clock.set(1, 0, 1);
        clock.set(2, 0, 2);
        assert_eq!(clock.join(), 2);
    });
}

#[test]
fn an_earlier_timer_overtakes_the_one_that_the_thread_sleeps_for() {
    loom::model(|| {
        let clock = clock(|_, timer| timer == 2);
        clock.set(1, LATER, 1);
        clock.set(2, 0, 2);
        assert_eq!(clock.join(), 1);
    });
}

#[test]
fn time_that_passes_while_the_thread_falls_asleep_wakes_it() {
    loom::model(|| {
        let clock = clock(|_, timer| timer == 1);
        clock.set(1, 60, 1);
        clock.now.store(60, SEEN);
        clock.timers.expire();
        assert_eq!(clock.join(), 1);
    });
}

#[test]
fn a_removed_timer_does_not_fire_any_more() {
    loom::model(|| {
        let clock = clock(never);
        clock.set(1, 0, 1);
        clock.timers.remove(&1);
        clock.gone.store(1, SEEN);
        clock.close();
        assert!(clock.join() <= 1);
    });
}

#[test]
fn a_replaced_timer_does_not_fire_any_more_and_the_new_one_does() {
    loom::model(|| {
        let clock = clock(|_, timer| timer == 2);
        clock.set(1, 0, 1);
        clock.set(1, 0, 2);
        clock.gone.store(1, SEEN);
        assert!(clock.join() <= 2);
    });
}

#[test]
fn a_repeating_timer_is_removed_while_it_fires() {
    loom::model(|| {
        let clock = running_clock(2, never);
        clock.set_repeating(1, 0, Some(1), 1);
        clock.timers.remove(&1);
        clock.gone.store(1, SEEN);
        clock.close();
        assert!(clock.join() <= 3);
    });
}

#[test]
fn two_wait_for_the_end_of_the_same_beat() {
    model(4, || {
        let clock = clock(never);
        clock.set(1, 0, 1);
        let other = with(&clock, |clock| clock.timers.remove(&1));
        clock.timers.remove(&1);
        clock.gone.store(1, SEEN);
        other.join().unwrap();
        clock.close();
        assert!(clock.join() <= 1);
    });
}

#[test]
fn closing_ends_the_thread_wherever_it_is() {
    loom::model(|| {
        let clock = clock(never);
        clock.set(1, 0, 1);
        clock.set(2, 0, 2);
        clock.close();
        clock.set(3, 0, 3);
        assert!(clock.join() <= 2);
        assert!(clock.timers.list(|_| ()).is_empty());
    });
}

#[test]
fn closing_meets_a_removal() {
    model(4, || {
        let clock = clock(never);
        clock.set(1, 0, 1);
        let other = with(&clock, |clock| {
            clock.timers.remove(&1);
            clock.gone.store(1, SEEN);
        });
        clock.close();
        assert!(clock.join() <= 1);
        other.join().unwrap();
    });
}

#[test]
fn no_thread_is_started_after_the_end() {
    model(4, || {
        let clock = clock(never);
        let other = with(&clock, |clock| clock.set(1, 0, 1));
        clock.close();
        let thread = clock.timers.take_thread();
        let started = thread.is_some();
        if let Some(thread) = thread {
            thread.join().unwrap();
        }
        other.join().unwrap();
        assert_eq!(clock.threads.load(SEEN), usize::from(started));
        assert!(clock.join() <= 1);
    });
}

#[test]
fn two_threads_set_the_first_timers() {
    model(4, || {
        let clock = clock(|beats, _| beats == 2);
        let other = with(&clock, |clock| clock.set(1, 0, 1));
        clock.set(2, 0, 2);
        other.join().unwrap();
        assert_eq!((clock.join(), clock.threads.load(SEEN)), (2, 1));
    });
}

#[test]
fn two_threads_set_while_the_thread_falls_asleep() {
    model(3, || {
        let clock = clock(|beats, _| beats == 2);
        clock.set(1, LATER, 1);
        let other = with(&clock, |clock| clock.set(2, 0, 2));
        clock.set(3, 0, 3);
        other.join().unwrap();
        assert_eq!(clock.join(), 2);
    });
}

type Watched = Timers<u8, Watcher, JoinHandle<()>>;

/// A payload whose release takes the timers' lock: a deadlock, should that be held.
#[derive(Clone)]
struct Watcher(Weak<Watched>);

impl Drop for Watcher {
    fn drop(&mut self) {
        if let Some(timers) = self.0.upgrade() {
            timers.list(|_| ());
        }
    }
}

#[test]
fn no_payload_is_released_and_nothing_fires_under_the_lock() {
    model(4, || {
        let (timers, now) = (Arc::new(Watched::default()), Instant::now());
        let start = || {
            let fire = |_: &u8, watcher: &Watcher| drop(watcher.clone());
            Ok::<_, ()>(with(&timers, move |timers| timers.run(move || now, fire)))
        };
        let set = |id, due| timers.set(id, due, None, Watcher(Arc::downgrade(&timers)), start).unwrap();
        set(1, now);
        set(1, now + Duration::from_secs(60));
        timers.remove(&1);
        set(2, now + Duration::from_secs(60));
        timers.close();
        set(3, now);
        timers.take_thread().unwrap().join().unwrap();
    });
}
