//! Larger combinations than loom can try in full, under random schedules: many senders and receivers with limits,
//! batches, cancels of lanes and of the linda, deadlines; lanes' lives; timers. A lost wake-up shows as a deadlock, which
//! shuttle reports with the schedule that leads to it.
//!
//! Run with `RUSTFLAGS="--cfg shuttle" cargo test -p linda --release --test shuttle`; `SHUTTLE_ITERATIONS` says how many
//! schedules each model is tried with (100). Deadlines pass when a model calls `Waiter::expire`.
#![cfg(shuttle)]

use linda::{
    Closing, Deadline, Life, Linda, Next, ReceiveOutcome, Request, Resumed, Roster, SendOutcome, Status,
    Timers, Waited, Waiter, Wake,
};
use shuttle::rand::{Rng, thread_rng};
use shuttle::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use shuttle::thread::{self, JoinHandle};
use std::sync::Arc;
use std::time::{Duration, Instant};

type Ints = Linda<u8, u32>;

/// Checks a model under random schedules: half of them uniformly random, half with few preemptions (PCT), which finds
/// other bugs.
fn model(name: &str, f: impl Fn() + Send + Sync + Copy + 'static) {
    let count = std::env::var("SHUTTLE_ITERATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(100);
    shuttle::check_random(f, count);
    shuttle::check_pct(f, count, 3);
    println!("{name}: {} schedules", 2 * count);
}

fn soon() -> Deadline {
    Deadline::At(Instant::now())
}

/// Receives until it has `n` values or is cancelled.
fn consumer(linda: &Arc<Ints>, keys: &[u8], n: usize, waiter: &Arc<Waiter>) -> JoinHandle<Vec<u32>> {
    let (linda, keys, waiter) = (Arc::clone(linda), keys.to_vec(), Arc::clone(waiter));
    thread::spawn(move || {
        let mut got = Vec::new();
        while got.len() < n {
            match linda.receive(&keys, Deadline::Never, &waiter) {
                ReceiveOutcome::Received((_, value)) => got.push(value),
                _ => break,
            }
        }
        got
    })
}

/// Sends `values` one by one; gives how many were sent before it was cancelled.
fn producer(linda: &Arc<Ints>, key: u8, values: Vec<u32>, waiter: &Arc<Waiter>) -> JoinHandle<usize> {
    let (linda, waiter) = (Arc::clone(linda), Arc::clone(waiter));
    thread::spawn(move || {
        let sent =
            |value: &u32| linda.send(&key, &mut Some(*value), Deadline::Never, &waiter) == SendOutcome::Sent;
        values.iter().take_while(|value| sent(value)).count()
    })
}

#[test]
fn everything_arrives_once_and_in_order() {
    model("everything arrives", || {
        let linda: Arc<Ints> = Arc::new(Linda::new());
        for key in 0..2 {
            linda.set_limit(&key, Some(2)).unwrap();
        }
        let producers: Vec<_> = (0..4)
            .map(|p| producer(&linda, (p % 2) as u8, (0..5).map(|n| p * 10 + n).collect(), &Waiter::new()))
            .collect();
        let consumers: Vec<_> = (0..4).map(|_| consumer(&linda, &[0, 1], 5, &Waiter::new())).collect();
        for producer in producers {
            assert_eq!(producer.join().unwrap(), 5);
        }
        let mut all = Vec::new();
        for consumer in consumers {
            let got = consumer.join().unwrap();
            for p in 0..4 {
                assert!(got.iter().filter(|value| *value / 10 == p).is_sorted(), "order of one producer");
            }
            all.extend(got);
        }
        all.sort_unstable();
        assert_eq!(all, (0..4).flat_map(|p| (0..5).map(move |n| p * 10 + n)).collect::<Vec<_>>());
    });
}

#[test]
fn cancelled_lanes_lose_nothing_of_others() {
    model("cancelled lanes", || {
        let linda: Arc<Ints> = Arc::new(Linda::new());
        linda.set_limit(&0, Some(1)).unwrap();
        let waiters: Vec<_> = (0..4).map(|_| Waiter::new()).collect();
        let producers = [
            producer(&linda, 0, vec![0, 1, 2, 3], &waiters[0]),
            producer(&linda, 0, vec![10, 11, 12, 13], &waiters[1]),
        ];
        let consumers =
            [consumer(&linda, &[0], 100, &waiters[2]), consumer(&linda, &[0, 1], 100, &waiters[3])];
        let request = if thread_rng().gen_bool(0.5) { Request::Soft } else { Request::Hard };
        waiters[0].cancel(request, true);
        let sent: Vec<_> = producers.into_iter().map(|producer| producer.join().unwrap()).collect();
        assert_eq!(sent[1], 4, "nobody cancelled this one");
        for waiter in &waiters[2..] {
            waiter.cancel(Request::Hard, true);
        }
        let mut all: Vec<u32> = consumers.into_iter().flat_map(|consumer| consumer.join().unwrap()).collect();
        let mut rest = Vec::new();
        linda.get(&0, 100, &mut rest).unwrap();
        all.extend(rest);
        all.sort_unstable();
        let wanted: Vec<u32> = (0..sent[0] as u32).chain(10..14).collect();
        assert_eq!(all, wanted);
    });
}

#[test]
fn a_cancelled_linda_lets_everybody_go_and_works_again() {
    model("cancelled linda", || {
        let linda: Arc<Ints> = Arc::new(Linda::new());
        linda.set_limit(&0, Some(1)).unwrap();
        linda.send(&0, &mut Some(7), Deadline::Never, &Waiter::new());
        let senders: Vec<_> = (0..2).map(|n| producer(&linda, 0, vec![n], &Waiter::new())).collect();
        let receivers: Vec<_> = (1..3).map(|key| consumer(&linda, &[key], 1, &Waiter::new())).collect();
        linda.cancel(Wake::Both);
        let sent: usize = senders.into_iter().map(|sender| sender.join().unwrap()).sum();
        for receiver in receivers {
            assert!(receiver.join().unwrap().is_empty());
        }
        linda.clear_cancel();
        assert_eq!(linda.count(&0), Some(1));
        assert_eq!(sent, 0, "the slot was full until the cancel");
        assert!(matches!(
            linda.receive(&[0], Deadline::Now, &Waiter::new()),
            ReceiveOutcome::Received((0, 7))
        ));
    });
}

#[test]
fn deadlines_and_batches_pass_notifications_on() {
    model("deadlines and batches", || {
        let linda: Arc<Ints> = Arc::new(Linda::new());
        let late = Waiter::new();
        let timed = {
            let (linda, late) = (Arc::clone(&linda), Arc::clone(&late));
            thread::spawn(move || matches!(linda.receive(&[0], soon(), &late), ReceiveOutcome::Received(_)))
        };
        let batched = {
            let linda = Arc::clone(&linda);
            thread::spawn(move || {
                let mut out = Vec::new();
                linda.receive_batched(&0, 2, 3, Deadline::Never, &Waiter::new(), &mut out);
                out.len()
            })
        };
        let singles: Vec<_> = (0..2).map(|_| consumer(&linda, &[0], 1, &Waiter::new())).collect();
        late.expire();
        for n in 0..4 {
            linda.send(&0, &mut Some(n), Deadline::Never, &Waiter::new());
        }
        let robbed = usize::from(timed.join().unwrap());
        // Whoever is still short of something gets it: the batch takes two or three.
        for n in 0..3 {
            linda.send(&0, &mut Some(n), Deadline::Never, &Waiter::new());
        }
        let taken = batched.join().unwrap();
        assert!((2..=3).contains(&taken));
        for single in singles {
            assert_eq!(single.join().unwrap().len(), 1);
        }
        let left = linda.count(&0).unwrap_or(0);
        assert_eq!(left + taken + 2 + robbed, 7);
    });
}

/// A lane: its thread waits in a linda, or for a resume, until it is told to end.
struct Lane {
    waiter: Arc<Waiter>,
    life: Life<u8, u8>,
}

fn lane(lanes: &Arc<Roster<Lane>>, linda: &Arc<Ints>, coroutine: bool) -> (Arc<Lane>, JoinHandle<usize>) {
    let lane = Arc::new(Lane { waiter: Waiter::new(), life: Life::new(coroutine) });
    assert!(lanes.add(&lane, false, true));
    let (lanes, linda, this) = (lanes.clone(), linda.clone(), lane.clone());
    let thread = thread::spawn(move || {
        this.life.run();
        if coroutine {
            while !matches!(this.life.suspend(&Arc::new(Ok(1))), Next::End)
                && this.waiter.request() == Request::None
            {
                this.life.taken();
                this.life.run();
            }
        } else {
            linda.receive(&[9], Deadline::Never, &this.waiter);
        }
        let reported = this.life.end(Status::Error, 0) && this.life.claim_report();
        lanes.remove(&this);
        if this.life.is_released() {
            lanes.unlist(&this);
        }
        usize::from(reported)
    });
    (lane, thread)
}

/// The lives of two lanes and of a coroutine lane up to the end of their universe: one is joined, one is resumed, the handle of
/// one is dropped, one is killed, all are asked to end.
#[test]
fn lanes_lives_and_the_end_of_their_universe() {
    model("lanes' lives", || {
        let linda: Arc<Ints> = Arc::new(Linda::new());
        let lanes = Arc::new(Roster::default());
        let (all, threads): (Vec<_>, Vec<_>) = (0..3).map(|n| lane(&lanes, &linda, n == 2)).unzip();
        let ask = |lane: &Arc<Lane>, request: &Request| {
            lane.waiter.cancel(*request, true);
            lane.life.wake();
        };
        let kill = move |lane: &Arc<Lane>| {
            lane.life.kill();
            ask(lane, &Request::Kill);
        };
        let killer = {
            let lane = all[0].clone();
            thread::spawn(move || kill(&lane))
        };
        let joiner = {
            let lane = all[0].clone();
            thread::spawn(move || lane.life.ended().wait(Deadline::Never, &Waiter::new()))
        };
        let releaser = {
            let (lanes, lane) = (lanes.clone(), all[1].clone());
            thread::spawn(move || {
                let ended = lane.life.release();
                if ended {
                    lanes.unlist(&lane);
                }
                usize::from(ended && lane.life.claim_report())
            })
        };
        let resumer = {
            let lane = all[2].clone();
            thread::spawn(move || match lane.life.resume(5) {
                Resumed::Yes(values) => assert_eq!(*values, Ok(1)),
                Resumed::NotSuspended => {}
                other => panic!("{other:?}"),
            })
        };
        let waiter = Waiter::new();
        assert!(lanes.end(&[Request::Hard], Duration::MAX, &waiter, ask));
        let closing = Closing { timeout: Duration::MAX, grace: Duration::MAX };
        assert_eq!(lanes.close(closing, &waiter, |lane| ask(lane, &Request::Hard), kill), 0);
        assert!(all.iter().all(|lane| lane.life.ended().is_done()));
        assert_eq!(joiner.join().unwrap(), Waited::Done);
        killer.join().unwrap();
        resumer.join().unwrap();
        let by_handle = releaser.join().unwrap();
        let by_threads: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert_eq!(by_threads[1] + by_handle, 1, "the error that nobody can read is reported once");
        assert_eq!((by_threads[0], by_threads[2]), (0, 0));
        assert_eq!((all[0].life.status(), lanes.listed().len()), (Status::Killed, 2));
    });
}

/// Says whether it may fire, and holds what all of them hold.
type Payload = (Arc<AtomicBool>, Arc<()>);
type Clockwork = Timers<u8, Payload, JoinHandle<()>>;

/// The thread of the timers. Its clock moves on by a second with each look, for five seconds.
fn timer_thread(timers: &Arc<Clockwork>) -> Result<JoinHandle<()>, ()> {
    let (timers, start, looks) = (timers.clone(), Instant::now(), AtomicU64::new(0));
    let now = move || start + Duration::from_secs(looks.fetch_add(1, Ordering::SeqCst).min(5));
    let fire = |_: &u8, (gone, _): &Payload| assert!(!gone.load(Ordering::SeqCst), "it was removed");
    Ok(thread::spawn(move || timers.run(now, fire)))
}

/// Four threads set, replace and remove the same two timers, until somebody closes them.
#[test]
fn timers_that_many_set_and_remove() {
    model("timers", || {
        let (timers, held) = (Arc::new(Clockwork::default()), Arc::new(()));
        let users = [0, 1, 0, 1].map(|id| {
            let (timers, held) = (timers.clone(), held.clone());
            thread::spawn(move || {
                for _ in 0..3 {
                    let gone = Arc::new(AtomicBool::new(false));
                    let due = Instant::now() + Duration::from_secs(thread_rng().gen_range(0..3));
                    let period = thread_rng().gen_bool(0.5).then_some(Duration::from_secs(1));
                    let payload = (gone.clone(), held.clone());
                    timers.set(id, due, period, payload, || timer_thread(&timers)).unwrap();
                    timers.remove(&id);
                    // Whoever removed it or replaced it, it is not set any more.
                    gone.store(true, Ordering::SeqCst);
                }
            })
        });
        if thread_rng().gen_bool(0.5) {
            timers.close();
        }
        for user in users {
            user.join().unwrap();
        }
        timers.close();
        if let Some(thread) = timers.take_thread() {
            thread.join().unwrap();
        }
        assert!(timers.list(|_| ()).is_empty());
        assert_eq!(Arc::strong_count(&held), 1);
    });
}
