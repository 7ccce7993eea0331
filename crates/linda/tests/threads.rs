//! Real threads: who is woken, and that nothing is lost under load. No test sleeps to wait for another thread: it waits
//! until `Waiter::is_waiting`, which is set with the linda locked, so the next operation finds the waiter registered.
#![cfg(not(any(loom, shuttle)))]

use linda::{
    Cancelled, Completion, Deadline, Linda, ReceiveOutcome, Request, Running, SendOutcome, UpdateOutcome,
    Waited, Waiter, Wake,
};
use std::sync::Arc;
use std::thread::{JoinHandle, spawn, yield_now};
use std::time::{Duration, Instant};

type Ints = Linda<u32, u64>;

fn asleep(w: &Waiter) {
    while !w.is_waiting() {
        yield_now();
    }
}

/// Starts an operation in a thread of its own and waits until it waits.
fn start<T: Send + 'static>(
    f: impl FnOnce(&Arc<Waiter>) -> T + Send + 'static,
) -> (JoinHandle<T>, Arc<Waiter>) {
    let w = Waiter::new();
    let own = Arc::clone(&w);
    let thread = spawn(move || {
        let _running = Running::new();
        f(&own)
    });
    asleep(&w);
    (thread, w)
}

fn receiver(
    linda: &Arc<Ints>,
    keys: &'static [u32],
    d: Deadline,
) -> (JoinHandle<ReceiveOutcome<(usize, u64)>>, Arc<Waiter>) {
    let linda = Arc::clone(linda);
    start(move |w| linda.receive(keys, d, w))
}

fn sender(linda: &Arc<Ints>, key: u32, values: &[u64]) -> (JoinHandle<SendOutcome>, Arc<Waiter>) {
    let (linda, mut values) = (Arc::clone(linda), values.to_vec());
    start(move |w| linda.send(&key, &mut values, Deadline::Never, w))
}

fn send(linda: &Ints, key: u32, value: u64) {
    assert_eq!(linda.send(&key, &mut Some(value), Deadline::Now, &Waiter::new()), SendOutcome::Sent);
}

#[test]
fn a_waiting_receiver_is_served() {
    let linda = Arc::new(Ints::new());
    let (r, w) = receiver(&linda, &[1, 2], Deadline::Never);
    assert_eq!(linda.count(&2), None, "waiting makes no key known");
    assert!(linda.dump().unwrap().is_empty());
    send(&linda, 3, 0);
    assert!(w.is_waiting());
    send(&linda, 2, 7);
    assert_eq!(r.join().unwrap(), ReceiveOutcome::Received((1, 7)));
    assert!(!w.is_waiting());
    assert_eq!(linda.count(&1), None);
    assert_eq!(linda.count(&2), Some(0));
}

#[test]
fn values_go_to_receivers_in_arrival_order_when_nobody_else_takes_them() {
    let linda = Arc::new(Ints::new());
    let (first, _) = receiver(&linda, &[1], Deadline::Never);
    let (second, w) = receiver(&linda, &[1], Deadline::Never);
    send(&linda, 1, 7);
    assert_eq!(first.join().unwrap(), ReceiveOutcome::Received((0, 7)));
    assert!(w.is_waiting());
    send(&linda, 1, 8);
    assert_eq!(second.join().unwrap(), ReceiveOutcome::Received((0, 8)));
}

#[test]
fn a_batched_receiver_is_skipped_until_there_is_enough() {
    let linda = Arc::new(Ints::new());
    let (batched, wb) = {
        let linda = Arc::clone(&linda);
        start(move |w| {
            let mut out = Vec::new();
            linda.receive_batched(&1, 3, 5, Deadline::Never, w, &mut out);
            out
        })
    };
    let (single, _) = receiver(&linda, &[1], Deadline::Never);
    send(&linda, 1, 1);
    assert_eq!(single.join().unwrap(), ReceiveOutcome::Received((0, 1)));
    assert!(wb.is_waiting());
    linda.send(&1, &mut vec![2, 3, 4, 5], Deadline::Now, &Waiter::new());
    assert_eq!(batched.join().unwrap(), [2, 3, 4, 5]);
}

#[test]
fn room_goes_to_the_sender_that_fits() {
    let linda = Arc::new(Ints::new());
    linda.set_limit(&1, Some(2)).unwrap();
    linda.set(&1, &mut vec![1, 2]).unwrap();
    let (never_fits, w) = sender(&linda, 1, &[0, 0, 0]);
    let (fits, _) = sender(&linda, 1, &[3]);
    assert_eq!(linda.receive(&[1], Deadline::Now, &Waiter::new()), ReceiveOutcome::Received((0, 1)));
    assert_eq!(fits.join().unwrap(), SendOutcome::Sent);
    assert!(w.is_waiting());
    linda.set_limit(&1, None).unwrap();
    assert_eq!(never_fits.join().unwrap(), SendOutcome::Sent);
    assert_eq!(linda.count(&1), Some(5));
}

#[test]
fn forgetting_a_key_keeps_its_waiters() {
    let linda = Arc::new(Ints::new());
    send(&linda, 1, 0);
    let (batched, w) = {
        let linda = Arc::clone(&linda);
        start(move |w| {
            let mut out = Vec::new();
            linda.receive_batched(&1, 2, 2, Deadline::Never, w, &mut out);
            out
        })
    };
    linda.set(&1, &mut None).unwrap();
    assert_eq!(linda.count(&1), None);
    // Neither does it fall out of the memory of drained keys.
    let other = Waiter::new();
    send(&linda, 1, 0);
    linda.receive(&[1], Deadline::Now, &other);
    for key in 10..3000 {
        send(&linda, key, 0);
        linda.receive(&[key], Deadline::Now, &other);
    }
    assert!(w.is_waiting());
    send(&linda, 1, 1);
    send(&linda, 1, 2);
    assert_eq!(batched.join().unwrap(), [1, 2]);
    assert_eq!(linda.count(&1), Some(0));
    assert_eq!(linda.counts().len(), 1024);
}

#[test]
fn a_cancel_wakes_only_its_side() {
    let linda = Arc::new(Ints::new());
    linda.set_limit(&1, Some(0)).unwrap();
    for wake in [Wake::Readers, Wake::Writers] {
        let (r, wr) = receiver(&linda, &[1], Deadline::Never);
        let (s, ws) = sender(&linda, 1, &[1]);
        linda.cancel(wake);
        if wake == Wake::Readers {
            assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Soft));
            assert!(ws.is_waiting());
            linda.clear_cancel();
            linda.set_limit(&1, Some(1)).unwrap();
            assert_eq!(s.join().unwrap(), SendOutcome::Sent);
            linda.set(&1, &mut None).unwrap();
            linda.set_limit(&1, Some(0)).unwrap();
        } else {
            assert_eq!(s.join().unwrap(), SendOutcome::Cancelled(Cancelled::Soft));
            assert!(wr.is_waiting());
            linda.cancel(Wake::Both);
            assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Soft));
            linda.clear_cancel();
        }
    }
}

#[test]
fn who_is_not_woken_finds_the_mark_at_its_deadline() {
    let linda = Arc::new(Ints::new());
    let (r, _) = receiver(&linda, &[1], Deadline::after_secs(0.3));
    linda.cancel(Wake::Writers);
    assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Soft));
}

#[test]
fn requests_wake_when_they_say_so() {
    let linda = Arc::new(Ints::new());
    for (request, how) in [(Request::Soft, Cancelled::Soft), (Request::Hard, Cancelled::Hard)] {
        let (r, w) = receiver(&linda, &[1], Deadline::Never);
        w.cancel(request, false);
        assert!(w.is_waiting());
        w.cancel(request, true);
        assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(how));
        let (sleeper, w) = start(|w| w.sleep(Deadline::Never));
        w.cancel(request, true);
        assert_eq!(sleeper.join().unwrap(), Err(how));
        let (sleeper, w) = start(|w| w.sleep(Deadline::after_secs(0.2)));
        w.cancel(request, false);
        assert_eq!(sleeper.join().unwrap(), Err(how), "found at the end");
    }
    let (r, w) = receiver(&linda, &[1], Deadline::Never);
    w.cancel(Request::Soft, false);
    send(&linda, 1, 1);
    assert_eq!(
        r.join().unwrap(),
        ReceiveOutcome::Cancelled(Cancelled::Soft),
        "a value does not outweigh a request"
    );
    assert_eq!(linda.count(&1), Some(1));
}

#[test]
fn an_update_waits_for_the_other_holder() {
    let linda = Arc::new(Ints::new());
    linda.set_limit(&1, Some(2)).unwrap();
    linda.set(&1, &mut vec![10, 0]).unwrap();
    let (updater, w) = {
        let linda = Arc::clone(&linda);
        start(move |w| linda.update(&1, Deadline::Never, w, |v| Ok::<_, ()>(v.map_or(0, |v| v + 1))))
    };
    assert!(w.is_waiting());
    assert_eq!(linda.set(&1, &mut Some(11)), Ok(linda::Changed { freed: true, fill: linda::Fill::Under }));
    assert_eq!(updater.join().unwrap(), UpdateOutcome::Updated(12));
}

#[test]
fn completions() {
    let done = Arc::new(Completion::new());
    let w = Waiter::new();
    assert_eq!(done.wait(Deadline::Now, &w), Waited::TimedOut);
    assert_eq!(done.wait(Deadline::At(Instant::now() + Duration::from_millis(10)), &w), Waited::TimedOut);
    let waiting = {
        let (done, w) = (Arc::clone(&done), Arc::clone(&w));
        spawn(move || done.wait(Deadline::Never, &w))
    };
    w.cancel(Request::Hard, true);
    assert!(!w.is_waiting());
    w.cancel(Request::Kill, true);
    assert_eq!(waiting.join().unwrap(), Waited::Killed);
    let waiting = {
        let done = Arc::clone(&done);
        spawn(move || done.wait(Deadline::Never, &Waiter::new()))
    };
    done.complete();
    assert_eq!(waiting.join().unwrap(), Waited::Done);
    assert!(done.is_done());
    assert_eq!(done.wait(Deadline::Never, &Waiter::new()), Waited::Done);
    assert_eq!(done.wait(Deadline::Never, &w), Waited::Killed, "a killed lane joins nobody");
    w.set_cleanup(true);
    assert_eq!(done.wait(Deadline::Never, &w), Waited::Done, "but its finalizers may");
    assert_eq!(Completion::new().wait(Deadline::Never, &w), Waited::Killed);
}

const SENDERS: u64 = 3;
const EACH: u64 = 6_000;

/// Sends its values over keys 1 to 3, with deadlines short enough to pass now and then.
fn load_sender(linda: &Ints, number: u64) {
    let (_running, w) = (Running::new(), Waiter::new());
    for i in 0..EACH {
        let key = 1 + (i % 3) as u32;
        let mut values = vec![number * EACH + i];
        while linda.send(&key, &mut values, Deadline::after_secs(0.0005), &w) != SendOutcome::Sent {}
    }
}

/// Takes values until it finds the end mark; one of the three also takes batches.
fn load_receiver(linda: &Ints, number: u64) -> Vec<u64> {
    let (_running, w, mut all) = (Running::new(), Waiter::new(), Vec::new());
    let keys: &[u32] = if number == 0 { &[3, 1, 2, 9] } else { &[9, 2, 1, 3] };
    loop {
        if number == 1 {
            linda.receive_batched(&1, 2, 3, Deadline::after_secs(0.0003), &w, &mut all);
        }
        match linda.receive(keys, Deadline::Never, &w) {
            ReceiveOutcome::Received((_, u64::MAX)) => return all,
            ReceiveOutcome::Received((_, value)) => all.push(value),
            other => panic!("{other:?}"),
        }
    }
}

/// Every value arrives exactly once, and at each receiver in order per sender and key.
#[test]
fn nothing_is_lost_or_doubled_under_load() {
    let linda = Arc::new(Ints::new());
    linda.set_limit(&1, Some(4)).unwrap();
    linda.set_limit(&2, Some(1)).unwrap();
    let threads = |n| (0..n).map(|i| (Arc::clone(&linda), i));
    let senders: Vec<_> = threads(SENDERS).map(|(linda, i)| spawn(move || load_sender(&linda, i))).collect();
    let receivers: Vec<_> = threads(3).map(|(linda, i)| spawn(move || load_receiver(&linda, i))).collect();
    senders.into_iter().for_each(|s| s.join().unwrap());
    while linda.counts().iter().any(|(_, n)| *n > 0) {
        yield_now();
    }
    for _ in 0..3 {
        linda.send(&9, &mut Some(u64::MAX), Deadline::Never, &Waiter::new());
    }
    let mut all = Vec::new();
    for receiver in receivers {
        let got = receiver.join().unwrap();
        for (sender, key) in (0..SENDERS).flat_map(|s| (0..3).map(move |k| (s, k))) {
            let mut mine = got.iter().filter(|v| *v / EACH == sender && *v % EACH % 3 == key);
            assert!(mine.by_ref().is_sorted());
        }
        all.extend(got);
    }
    all.sort_unstable();
    assert_eq!(all, (0..SENDERS * EACH).collect::<Vec<_>>());
}

/// Lanes that are cancelled at random moments never hang and never take a value with them.
#[test]
fn cancels_race_with_values() {
    let linda = Arc::new(Ints::new());
    let other = Waiter::new();
    for round in 0..2_000u64 {
        let w = Waiter::new();
        let receiver = {
            let (linda, w) = (Arc::clone(&linda), Arc::clone(&w));
            spawn(move || linda.receive(&[1], Deadline::Never, &w))
        };
        if round % 2 == 0 {
            asleep(&w);
        }
        send(&linda, 1, round);
        w.cancel(Request::Hard, true);
        match receiver.join().unwrap() {
            ReceiveOutcome::Received((0, value)) => assert_eq!(value, round),
            ReceiveOutcome::Cancelled(Cancelled::Hard) => {
                assert_eq!(linda.receive(&[1], Deadline::Now, &other), ReceiveOutcome::Received((0, round)));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(linda.count(&1), Some(0));
    }
}
