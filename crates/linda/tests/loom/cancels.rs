//! Cancels of lanes and of lindas, interrupts, restrictions, deadlines.

use super::*;

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
        let sleeper = with(&w, |w| w.sleep(Deadline::Never));
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
fn a_wake_disturbs_nothing() {
    model(4, || {
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
    model(4, || {
        let linda = linda();
        let r = receiver(&linda, &[1], Deadline::Never, &Waiter::new());
        let canceller = with(&linda, |linda| {
            linda.cancel(Wake::Writers);
            linda.clear_cancel();
            send(linda, 1, 7);
        });
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
    model(4, || {
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
