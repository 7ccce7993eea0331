//! Model-checked interleavings: every order of the threads' steps is tried (up to the stated number of preemptions).
//!
//! Run with `RUSTFLAGS="--cfg loom" cargo test -p linda --release --test loom`. A lost wake-up shows as a deadlock,
//! which loom reports. Models with three or more threads are bounded to two or three preemptions, or they would run
//! for hours; most bugs of this kind need no more. Deadlines pass when a model calls `Waiter::expire`.
#![cfg(loom)]

use linda::{
    Cancelled, Completion, Deadline, Linda, ReceiveOutcome, Request, Restriction, SendOutcome, UpdateOutcome,
    Waited, Waiter, Wake,
};
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread::{self, JoinHandle};
use std::sync::Arc;
use std::time::Instant;

type Ints = Linda<u8, u8>;

/// Checks a model. A thread is interrupted at most so often between two operations that others can see, and so often
/// more as `LOOM_EXTRA_PREEMPTIONS` says: with each the schedules are many times as many.
fn model(preemptions: usize, f: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    let extra = std::env::var("LOOM_EXTRA_PREEMPTIONS").ok().and_then(|extra| extra.parse().ok());
    builder.preemption_bound = Some(preemptions + extra.unwrap_or(0));
    builder.check(f);
}

fn linda() -> Arc<Ints> {
    Arc::new(Linda::new())
}

/// A deadline that passes when the waiter is told so.
fn soon() -> Deadline {
    Deadline::At(Instant::now())
}

fn send(linda: &Ints, key: u8, value: u8) {
    assert_eq!(linda.send(&key, &mut Some(value), Deadline::Never, &Waiter::new()), SendOutcome::Sent);
}

fn receiver(
    linda: &Arc<Ints>,
    keys: &'static [u8],
    d: Deadline,
    w: &Arc<Waiter>,
) -> JoinHandle<ReceiveOutcome<(usize, u8)>> {
    let (linda, w) = (Arc::clone(linda), Arc::clone(w));
    thread::spawn(move || linda.receive(keys, d, &w))
}

fn sender(
    linda: &Arc<Ints>,
    key: u8,
    values: &[u8],
    d: Deadline,
    w: &Arc<Waiter>,
) -> JoinHandle<SendOutcome> {
    let (linda, w, mut values) = (Arc::clone(linda), Arc::clone(w), values.to_vec());
    thread::spawn(move || linda.send(&key, &mut values, d, &w))
}

fn received<T>(outcome: ReceiveOutcome<T>) -> Option<T> {
    match outcome {
        ReceiveOutcome::Received(value) => Some(value),
        _ => None,
    }
}

#[test]
fn a_send_reaches_a_receiver() {
    loom::model(|| {
        let linda = linda();
        let r = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
        send(&linda, 1, 7);
        assert_eq!(r.join().unwrap(), ReceiveOutcome::Received((0, 7)));
        assert_eq!(linda.counts(), [(1, 0)]);
    });
}

#[test]
fn two_values_reach_one_receiver_in_order() {
    model(3, || {
        let linda = linda();
        let w = Waiter::new();
        let s = {
            let linda = Arc::clone(&linda);
            thread::spawn(move || {
                send(&linda, 1, 7);
                send(&linda, 1, 8);
            })
        };
        for value in [7, 8] {
            assert_eq!(linda.receive(&[1], Deadline::Never, &w), ReceiveOutcome::Received((0, value)));
        }
        s.join().unwrap();
    });
}

#[test]
fn a_limited_sender_gets_the_room_that_a_receive_makes() {
    loom::model(|| {
        let linda = linda();
        linda.set_limit(&1, Some(1)).unwrap();
        send(&linda, 1, 6);
        let s = sender(&linda, 1, &[7], Deadline::Never, &Waiter::new());
        let w = Waiter::new();
        for value in [6, 7] {
            assert_eq!(linda.receive(&[1], Deadline::Never, &w), ReceiveOutcome::Received((0, value)));
        }
        assert_eq!(s.join().unwrap(), SendOutcome::Sent);
    });
}

#[test]
fn a_raised_limit_and_a_set_let_senders_in() {
    for by_limit in [true, false] {
        model(3, move || {
            let linda = linda();
            linda.set_limit(&1, Some(1)).unwrap();
            linda.set(&1, &mut Some(1)).unwrap();
            let s = sender(&linda, 1, &[7], Deadline::Never, &Waiter::new());
            if by_limit {
                linda.set_limit(&1, None).unwrap()
            } else {
                linda.set(&1, &mut None).unwrap()
            };
            assert_eq!(s.join().unwrap(), SendOutcome::Sent);
        });
    }
}

#[test]
fn a_lane_cancel_is_never_slept_through() {
    loom::model(|| {
        let linda = linda();
        let w = Waiter::new();
        let r = receiver(&linda, &[1], Deadline::Never, &w);
        w.cancel(Request::Hard, true);
        assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Hard));
        assert!(!w.is_waiting());
    });
    loom::model(|| {
        let w = Waiter::new();
        let sleeper = {
            let w = Arc::clone(&w);
            thread::spawn(move || w.sleep(Deadline::Never))
        };
        w.cancel(Request::Soft, true);
        assert_eq!(sleeper.join().unwrap(), Err(Cancelled::Soft));
    });
}

#[test]
fn an_interrupt_is_never_slept_through() {
    loom::model(|| {
        let linda = linda();
        let w = Waiter::new();
        let r = receiver(&linda, &[1], Deadline::Never, &w);
        w.interrupt();
        assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Soft));
        assert!(w.take_interrupt() && !w.take_interrupt());
        assert_eq!(w.request(), Request::None);
        assert_eq!(w.sleep(Deadline::Now), Ok(()));
    });
    loom::model(|| {
        let done = Arc::new(Completion::new());
        let w = Waiter::new();
        let waiting = {
            let (done, w) = (Arc::clone(&done), Arc::clone(&w));
            thread::spawn(move || done.wait(Deadline::Never, &w))
        };
        w.interrupt();
        assert_eq!(waiting.join().unwrap(), Waited::Killed);
    });
}

#[test]
fn a_soft_request_without_wake_is_found_at_the_deadline() {
    loom::model(|| {
        let linda = linda();
        let w = Waiter::new();
        let r = receiver(&linda, &[1], soon(), &w);
        w.cancel(Request::Soft, false);
        w.expire();
        assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Soft));
    });
}

#[test]
fn a_soft_request_without_wake_is_found_when_a_period_is_over() {
    loom::model(|| {
        let linda = Arc::new(Ints::with_wake_period(Some(std::time::Duration::from_secs(1))));
        let w = Waiter::new();
        let r = receiver(&linda, &[1], Deadline::Never, &w);
        w.cancel(Request::Soft, false);
        w.expire();
        assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Soft));
    });
}

#[test]
fn who_shows_as_waiting_sleeps_through_a_request_that_wakes_nobody() {
    loom::model(|| {
        let linda = linda();
        let w = Waiter::new();
        let woken = Arc::new(AtomicBool::new(false));
        let r = {
            let (linda, w, woken) = (Arc::clone(&linda), Arc::clone(&w), Arc::clone(&woken));
            thread::spawn(move || {
                let outcome = linda.receive(&[1], Deadline::Never, &w);
                (outcome, woken.load(Ordering::SeqCst))
            })
        };
        let waited = w.is_waiting();
        w.cancel(Request::Soft, false);
        woken.store(true, Ordering::SeqCst);
        linda.wake(Wake::Both);
        let (outcome, after_wake) = r.join().unwrap();
        assert_eq!(outcome, ReceiveOutcome::Cancelled(Cancelled::Soft));
        assert!(after_wake || !waited);
    });
}

#[test]
fn a_restriction_is_never_slept_through() {
    loom::model(|| {
        let linda = linda();
        let r = receiver(&linda, &[1, 2], Deadline::Never, &Waiter::new());
        linda.restrict(&2, Restriction::SetGet).unwrap();
        assert_eq!(r.join().unwrap(), ReceiveOutcome::Restricted);
    });
    loom::model(|| {
        let linda = linda();
        linda.set_limit(&1, Some(0)).unwrap();
        let s = sender(&linda, 1, &[7], Deadline::Never, &Waiter::new());
        linda.restrict(&1, Restriction::SetGet).unwrap();
        assert_eq!(s.join().unwrap(), SendOutcome::Restricted);
    });
}

#[test]
fn what_one_receiver_puts_back_reaches_another() {
    model(3, || {
        let linda = linda();
        send(&linda, 1, 7);
        let a = {
            let linda = Arc::clone(&linda);
            thread::spawn(move || {
                let mut out = Vec::new();
                let w = Waiter::new();
                let outcome = linda.receive_batched(&1, 1, 1, Deadline::Now, &w, &mut out);
                if outcome == ReceiveOutcome::Received(()) {
                    linda.put_back(&1, &mut out);
                }
            })
        };
        assert_eq!(linda.receive(&[1], Deadline::Never, &Waiter::new()), ReceiveOutcome::Received((0, 7)));
        a.join().unwrap();
    });
}

#[test]
fn a_wake_disturbs_nothing() {
    model(3, || {
        let linda = linda();
        let r = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
        linda.wake(Wake::Both);
        send(&linda, 1, 7);
        assert_eq!(r.join().unwrap(), ReceiveOutcome::Received((0, 7)));
    });
}

#[test]
fn a_linda_cancel_is_never_slept_through() {
    for wake in [Wake::Both, Wake::Readers] {
        loom::model(move || {
            let linda = linda();
            let r = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
            linda.cancel(wake);
            assert_eq!(r.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Soft));
        });
    }
}

#[test]
fn who_sleeps_through_a_cancel_is_served_after_it() {
    // The receiver is not woken by the cancel; the value comes after the mark is gone, or before it was set.
    model(3, || {
        let linda = linda();
        let r = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
        let canceller = {
            let linda = Arc::clone(&linda);
            thread::spawn(move || {
                linda.cancel(Wake::Writers);
                linda.clear_cancel();
                send(&linda, 1, 7);
            })
        };
        canceller.join().unwrap();
        match r.join().unwrap() {
            ReceiveOutcome::Received((0, 7)) => assert_eq!(linda.count(&1), Some(0)),
            // It came while the mark was there.
            ReceiveOutcome::Cancelled(Cancelled::Soft) => assert_eq!(linda.count(&1), Some(1)),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn room_that_a_cancelled_sender_left_unused_is_found_when_the_mark_goes() {
    // `a` may be notified, find the mark and leave; under the mark nobody else is notified, so clearing it must do it.
    model(3, || {
        let linda = linda();
        linda.set_limit(&1, Some(1)).unwrap();
        send(&linda, 1, 6);
        let wa = Waiter::new();
        let a = sender(&linda, 1, &[7], Deadline::Never, &wa);
        let b = sender(&linda, 1, &[8], Deadline::Never, &Waiter::new());
        assert_eq!(linda.receive(&[1], Deadline::Never, &Waiter::new()), ReceiveOutcome::Received((0, 6)));
        linda.cancel(Wake::Readers);
        linda.clear_cancel();
        wa.cancel(Request::Soft, true);
        if a.join().unwrap() == SendOutcome::Sent {
            linda.receive(&[1], Deadline::Never, &Waiter::new());
        }
        assert_ne!(b.join().unwrap(), SendOutcome::TimedOut);
    });
}

#[test]
fn two_receivers_on_overlapping_keys_both_get_a_value() {
    model(2, || {
        let linda = linda();
        let a = receiver(&linda, &[1, 2], Deadline::Never, &Waiter::new());
        let b = receiver(&linda, &[2], Deadline::Never, &Waiter::new());
        // Whoever takes from 2, the other must still find a value: `b` can only use one of key 2.
        send(&linda, 2, 7);
        send(&linda, 1, 8);
        send(&linda, 2, 9);
        assert!(received(a.join().unwrap()).is_some());
        assert!(received(b.join().unwrap()).is_some());
        assert_eq!(linda.counts().iter().map(|(_, n)| n).sum::<usize>(), 1);
    });
}

#[test]
fn a_timed_out_receiver_passes_its_notification_on() {
    // The classic: `a` is notified, but leaves because its deadline passed; then `b` must get the value.
    model(2, || {
        let linda = linda();
        let wa = Waiter::new();
        let a = receiver(&linda, &[1], soon(), &wa);
        let b = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
        send(&linda, 1, 7);
        wa.expire();
        // Should `a` have got it, one more for `b`.
        if received(a.join().unwrap()).is_some() {
            send(&linda, 1, 8);
        }
        assert!(received(b.join().unwrap()).is_some());
        assert_eq!(linda.counts(), [(1, 0)]);
    });
}

#[test]
fn a_cancelled_receiver_passes_its_notification_on() {
    model(2, || {
        let linda = linda();
        let wa = Waiter::new();
        let a = receiver(&linda, &[1], Deadline::Never, &wa);
        let b = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
        send(&linda, 1, 7);
        wa.cancel(Request::Soft, true);
        if received(a.join().unwrap()).is_some() {
            send(&linda, 1, 8);
        }
        assert!(received(b.join().unwrap()).is_some());
    });
}

#[test]
fn a_receiver_served_elsewhere_passes_its_notification_on() {
    // `a` may be notified for key 2 and take from key 1.
    model(2, || {
        let linda = linda();
        let a = receiver(&linda, &[1, 2], Deadline::Never, &Waiter::new());
        let b = receiver(&linda, &[2], Deadline::Never, &Waiter::new());
        send(&linda, 2, 7);
        send(&linda, 1, 8);
        match received(a.join().unwrap()) {
            Some((0, 8)) => {}
            Some((1, 7)) => send(&linda, 2, 9),
            other => panic!("{other:?}"),
        }
        assert!(received(b.join().unwrap()).is_some());
    });
}

#[test]
fn a_cancelled_sender_passes_its_room_on() {
    model(2, || {
        let linda = linda();
        linda.set_limit(&1, Some(1)).unwrap();
        send(&linda, 1, 6);
        let wa = Waiter::new();
        let a = sender(&linda, 1, &[7], Deadline::Never, &wa);
        let b = sender(&linda, 1, &[8], Deadline::Never, &Waiter::new());
        assert_eq!(linda.receive(&[1], Deadline::Never, &Waiter::new()), ReceiveOutcome::Received((0, 6)));
        wa.cancel(Request::Hard, true);
        if a.join().unwrap() == SendOutcome::Sent {
            linda.receive(&[1], Deadline::Never, &Waiter::new());
        }
        assert_eq!(b.join().unwrap(), SendOutcome::Sent);
    });
}

#[test]
fn a_batched_receiver_blocks_nobody() {
    model(2, || {
        let linda = linda();
        let batched = {
            let linda = Arc::clone(&linda);
            thread::spawn(move || {
                let mut out = Vec::new();
                let outcome = linda.receive_batched(&1, 2, 2, Deadline::Never, &Waiter::new(), &mut out);
                assert_eq!(outcome, ReceiveOutcome::Received(()));
                out
            })
        };
        let single = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
        for value in [7, 8, 9] {
            send(&linda, 1, value);
        }
        let mut all = batched.join().unwrap();
        assert_eq!(all.len(), 2);
        all.extend(received(single.join().unwrap()).map(|(_, value)| value));
        all.sort_unstable();
        assert_eq!(all, [7, 8, 9]);
    });
}

#[test]
fn who_was_robbed_of_its_reservation_lets_others_use_the_rest() {
    // `batched` may be notified for both values and find one stolen; `single`, skipped until then, must get the other.
    model(3, || {
        let linda = linda();
        let w = Waiter::new();
        let batched = {
            let (linda, w) = (Arc::clone(&linda), Arc::clone(&w));
            thread::spawn(move || linda.receive_batched(&1, 2, 2, Deadline::Never, &w, &mut Vec::new()))
        };
        let single = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
        assert_eq!(linda.send(&1, &mut vec![7, 8], Deadline::Never, &Waiter::new()), SendOutcome::Sent);
        let robbed = received(linda.receive(&[1], Deadline::Now, &Waiter::new())).is_some();
        if !robbed {
            // Only a batched receive takes both.
            send(&linda, 1, 9);
        }
        assert!(received(single.join().unwrap()).is_some());
        w.cancel(Request::Soft, true);
        assert_eq!(received(batched.join().unwrap()).is_some(), !robbed);
    });
}

#[test]
fn a_large_send_blocks_no_small_one() {
    model(2, || {
        let linda = linda();
        linda.set_limit(&1, Some(1)).unwrap();
        send(&linda, 1, 6);
        let wl = Waiter::new();
        let large = sender(&linda, 1, &[1, 2], Deadline::Never, &wl);
        let small = sender(&linda, 1, &[7], Deadline::Never, &Waiter::new());
        assert_eq!(linda.receive(&[1], Deadline::Never, &Waiter::new()), ReceiveOutcome::Received((0, 6)));
        assert_eq!(small.join().unwrap(), SendOutcome::Sent);
        wl.cancel(Request::Soft, true);
        assert_eq!(large.join().unwrap(), SendOutcome::Cancelled(Cancelled::Soft));
    });
}

#[test]
fn updates_take_turns() {
    model(3, || {
        let linda = linda();
        linda.set_limit(&1, Some(2)).unwrap();
        linda.set(&1, &mut Some(0)).unwrap();
        let add = |linda: &Ints| {
            let add = |old: Option<&u8>| Ok::<_, ()>(old.map_or(0, |v| v + 1));
            match linda.update(&1, Deadline::Never, &Waiter::new(), add) {
                UpdateOutcome::Updated(value) => value,
                other => panic!("{other:?}"),
            }
        };
        let other = {
            let linda = Arc::clone(&linda);
            thread::spawn(move || add(&linda))
        };
        let mut values = [add(&linda), other.join().unwrap()];
        values.sort_unstable();
        assert_eq!(values, [1, 2]);
    });
}

#[test]
fn an_update_waits_for_room() {
    loom::model(|| {
        let linda = linda();
        linda.set_limit(&1, Some(2)).unwrap();
        linda.set(&1, &mut vec![3, 0]).unwrap();
        let updater = {
            let linda = Arc::clone(&linda);
            thread::spawn(move || {
                linda.update(&1, Deadline::Never, &Waiter::new(), |v| Ok::<_, ()>(v.map_or(0, |v| v + 1)))
            })
        };
        linda.set(&1, &mut Some(4)).unwrap();
        assert_eq!(updater.join().unwrap(), UpdateOutcome::Updated(5));
    });
}

#[test]
fn a_completion_wakes_all() {
    model(2, || {
        let done = Arc::new(Completion::new());
        let waiters: Vec<_> = (0..2)
            .map(|_| {
                let done = Arc::clone(&done);
                thread::spawn(move || done.wait(Deadline::Never, &Waiter::new()))
            })
            .collect();
        done.complete();
        for waiter in waiters {
            assert_eq!(waiter.join().unwrap(), Waited::Done);
        }
        assert!(done.is_done());
    });
}

#[test]
fn a_completion_is_interrupted_by_a_kill_only() {
    loom::model(|| {
        let done = Arc::new(Completion::new());
        let w = Waiter::new();
        let waiting = {
            let (done, w) = (Arc::clone(&done), Arc::clone(&w));
            thread::spawn(move || done.wait(soon(), &w))
        };
        w.cancel(Request::Hard, true);
        w.cancel(Request::Kill, true);
        assert_eq!(waiting.join().unwrap(), Waited::Killed);
    });
    loom::model(|| {
        let done = Arc::new(Completion::new());
        let w = Waiter::new();
        let waiting = {
            let (done, w) = (Arc::clone(&done), Arc::clone(&w));
            thread::spawn(move || done.wait(soon(), &w))
        };
        w.cancel(Request::Hard, true);
        w.expire();
        assert_eq!(waiting.join().unwrap(), Waited::TimedOut);
    });
}
