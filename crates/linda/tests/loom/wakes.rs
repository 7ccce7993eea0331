//! Sends, receives and limits: whoever can proceed is woken, and passes on what it does not use.

use super::*;

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
    model(4, || {
        let linda = linda();
        let w = Waiter::new();
        let s = with(&linda, |linda| {
            send(linda, 1, 7);
            send(linda, 1, 8);
        });
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
        model(4, move || {
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
fn what_one_receiver_puts_back_reaches_another() {
    model(4, || {
        let linda = linda();
        send(&linda, 1, 7);
        let a = with(&linda, |linda| {
            let mut out = Vec::new();
            let w = Waiter::new();
            let outcome = linda.receive_batched(&1, 1, 1, Deadline::Now, &w, &mut out);
            if outcome == ReceiveOutcome::Received(()) {
                linda.put_back(&1, &mut out);
            }
        });
        assert_eq!(linda.receive(&[1], Deadline::Never, &Waiter::new()), ReceiveOutcome::Received((0, 7)));
        a.join().unwrap();
    });
}

#[test]
fn two_receivers_on_overlapping_keys_both_get_a_value() {
    model(3, || {
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
    model(3, || {
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
    model(3, || {
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
    model(3, || {
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
    model(3, || {
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
