//! Batches and updates: what needs several values, or room and a value at a time.

use super::*;

#[test]
fn a_batched_receiver_blocks_nobody() {
    model(3, || {
        let linda = linda();
        let batched = with(&linda, |linda| {
            let mut out = Vec::new();
            let outcome = linda.receive_batched(&1, 2, 2, Deadline::Never, &Waiter::new(), &mut out);
            assert_eq!(outcome, ReceiveOutcome::Received(()));
            out
        });
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
    model(4, || {
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
    model(3, || {
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
    model(4, || {
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
        let other = with(&linda, move |linda| add(linda));
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
        let updater = with(&linda, |linda| {
            linda.update(&1, Deadline::Never, &Waiter::new(), |v| Ok::<_, ()>(v.map_or(0, |v| v + 1)))
        });
        linda.set(&1, &mut Some(4)).unwrap();
        assert_eq!(updater.join().unwrap(), UpdateOutcome::Updated(5));
    });
}
