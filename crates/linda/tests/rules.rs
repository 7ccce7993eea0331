//! One test per rule of a linda, single-threaded.
#![cfg(not(any(loom, shuttle)))]

use linda::{
    Cancelled, Changed, Deadline, Fill, Linda, ReceiveOutcome, Refused, Request, Restriction, SendOutcome,
    SlotDump, UpdateOutcome, Waiter, Wake,
};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

type Ints = Linda<&'static str, u32>;

fn send(linda: &Ints, key: &'static str, values: &[u32]) -> bool {
    let mut values = values.to_vec();
    let sent = linda.send(&key, &mut values, Deadline::Now, &Waiter::new()) == SendOutcome::Sent;
    assert!(values.is_empty() || !sent, "what was sent has left the batch, what was not is still there");
    sent
}

fn receive(linda: &Ints, keys: &[&'static str]) -> Option<(usize, u32)> {
    match linda.receive(keys, Deadline::Now, &Waiter::new()) {
        ReceiveOutcome::Received(found) => Some(found),
        ReceiveOutcome::TimedOut => None,
        other => panic!("nobody cancelled or restricted: {other:?}"),
    }
}

fn get(linda: &Ints, key: &'static str, n: usize) -> Vec<u32> {
    let mut out = Vec::new();
    linda.get(&key, n, &mut out).unwrap();
    out
}

fn set(linda: &Ints, key: &'static str, values: &[u32]) -> bool {
    linda.set(&key, &mut values.to_vec()).unwrap().freed
}

#[test]
fn values_come_out_in_order_and_keys_are_tried_in_the_callers_order() {
    let linda = Ints::new();
    assert!(send(&linda, "a", &[1, 2]));
    assert!(send(&linda, "b", &[3]));
    assert_eq!(receive(&linda, &["none", "b", "a"]), Some((1, 3)));
    assert_eq!(receive(&linda, &["none", "b", "a"]), Some((2, 1)));
    assert_eq!(receive(&linda, &["a", "a"]), Some((0, 2)));
    assert_eq!(receive(&linda, &["none", "b", "a"]), None);
    assert_eq!(linda.count(&"none"), None, "a receive makes no key known");
    assert_eq!(linda.count(&"a"), Some(0), "a drained key stays known");
}

#[test]
fn sends_are_all_or_nothing_within_the_limit() {
    let linda = Ints::new();
    linda.set_limit(&"k", Some(3)).unwrap();
    assert!(send(&linda, "k", &[1, 2]));
    assert!(!send(&linda, "k", &[3, 4]));
    assert!(send(&linda, "k", &[5]));
    assert!(!send(&linda, "k", &[6]));
    assert_eq!(get(&linda, "k", 9), [1, 2, 5]);
    linda.set_limit(&"k", Some(0)).unwrap();
    assert_eq!(linda.count(&"k"), Some(3), "a lower limit removes nothing");
    linda.set_limit(&"k", None).unwrap();
    assert!(send(&linda, "k", &[7; 100]));
}

#[test]
fn batches_are_taken_from_min_to_max() {
    let linda = Ints::new();
    let w = Waiter::new();
    let mut out = Vec::new();
    assert!(send(&linda, "k", &[1, 2, 3, 4]));
    let mut take = |min, max| {
        out.clear();
        match linda.receive_batched(&"k", min, max, Deadline::Now, &w, &mut out) {
            ReceiveOutcome::Received(()) => Some(out.clone()),
            _ => None,
        }
    };
    assert_eq!(take(5, 9), None);
    assert_eq!(take(2, 3), Some(vec![1, 2, 3]));
    assert_eq!(take(2, 3), None);
    assert_eq!(take(1, 3), Some(vec![4]));
}

#[test]
fn get_copies_from_the_front() {
    let linda = Ints::new();
    send(&linda, "k", &[1, 2, 3]);
    assert_eq!(get(&linda, "k", 2), [1, 2]);
    assert_eq!(get(&linda, "k", 9), [1, 2, 3]);
    assert!(get(&linda, "none", 1).is_empty());
    assert_eq!(linda.count(&"k"), Some(3));
}

#[test]
fn set_replaces_ignores_the_limit_and_forgets() {
    let linda = Ints::new();
    assert!(!set(&linda, "k", &[1, 2]));
    assert_eq!(get(&linda, "k", 9), [1, 2]);
    assert!(!set(&linda, "k", &[]));
    assert_eq!(linda.count(&"k"), None, "an unlimited key is forgotten");
    linda.set_limit(&"k", Some(1)).unwrap();
    assert!(!set(&linda, "k", &[1, 2, 3]), "it was not full");
    assert_eq!(linda.count(&"k"), Some(3));
    assert!(!set(&linda, "k", &[4]), "it still is full");
    assert!(set(&linda, "k", &[]), "full, and not any more");
    assert_eq!(linda.count(&"k"), Some(0), "limits are kept");
    assert_eq!(linda.limit(&"k"), Ok((Some(1), Fill::Under)));
    assert!(!set(&linda, "k", &[]));
    linda.set_limit(&"k", Some(0)).unwrap();
    assert!(!set(&linda, "k", &[]), "never true for a limit of 0");
    assert!(!set(&linda, "none", &[]));
    assert_eq!(linda.count(&"none"), None);
}

#[test]
fn set_limit_says_whether_a_full_key_got_room() {
    let linda = Ints::new();
    let limit = |n| linda.set_limit(&"k", n).unwrap().freed;
    assert!(!limit(Some(0)), "an unlimited key was not full");
    assert_eq!(linda.count(&"k"), Some(0), "a limited key is known");
    assert!(!limit(Some(0)));
    assert!(limit(Some(1)));
    assert!(!limit(Some(2)));
    send(&linda, "k", &[1, 2]);
    assert!(!limit(Some(1)));
    assert!(!limit(Some(2)));
    assert!(limit(None));
    assert!(!limit(Some(3)));
    assert_eq!(linda.limit(&"k"), Ok((Some(3), Fill::Under)));
    assert_eq!(linda.limit(&"none"), Ok((None, Fill::Under)));
    assert_eq!(linda.count(&"none"), None, "reading a limit makes no key known");
}

#[test]
fn sets_and_limits_say_how_full_the_slot_is() {
    let linda = Ints::new();
    let set = |n: usize| linda.set(&"k", &mut vec![7; n]).unwrap().fill;
    let limit = |n| linda.set_limit(&"k", n).unwrap().fill;
    assert_eq!((set(2), set(0)), (Fill::Under, Fill::Under));
    assert_eq!((limit(Some(0)), limit(Some(1))), (Fill::Exact, Fill::Under));
    assert_eq!((set(1), set(2), set(0)), (Fill::Exact, Fill::Over, Fill::Under));
    set(2);
    assert_eq!((limit(Some(3)), limit(Some(2)), limit(Some(1))), (Fill::Under, Fill::Exact, Fill::Over));
    assert_eq!(linda.limit(&"k"), Ok((Some(1), Fill::Over)));
    assert_eq!(linda.set_limit(&"k", None), Ok(Changed { freed: true, fill: Fill::Under }));
}

#[test]
fn a_restricted_slot_refuses_the_other_operations() {
    let linda = Ints::new();
    let (w, d) = (Waiter::new(), Deadline::Never);
    let mut out = Vec::new();
    let update = || linda.update(&"k", d, &w, |_| Ok::<_, ()>(9));
    assert_eq!(linda.restriction(&"k"), Ok(Restriction::None));
    assert_eq!(linda.count(&"k"), None, "reading a restriction makes no key known");
    assert_eq!(linda.restrict(&"k", Restriction::SetGet), Ok(Restriction::None));
    assert_eq!(linda.send(&"k", &mut Some(1), d, &w), SendOutcome::Restricted);
    assert_eq!(linda.receive(&["none", "k"], d, &w), ReceiveOutcome::Restricted);
    assert_eq!(linda.receive_batched(&"k", 1, 1, d, &w, &mut out), ReceiveOutcome::Restricted);
    assert_eq!(update(), UpdateOutcome::Restricted);
    set(&linda, "k", &[1, 2]);
    assert_eq!(get(&linda, "k", 9), [1, 2]);
    send(&linda, "first", &[3]);
    assert_eq!(receive(&linda, &["first", "k"]), Some((0, 3)), "what comes first is served");
    set(&linda, "k", &[]);
    assert_eq!(linda.count(&"k"), Some(0), "a restriction is not forgotten");
    assert_eq!(linda.restrict(&"k", Restriction::SendReceive), Ok(Restriction::SetGet));
    assert_eq!(linda.set(&"k", &mut Some(1)), Err(Refused::Restricted));
    assert_eq!(linda.set(&"k", &mut None), Err(Refused::Restricted));
    assert_eq!(linda.get(&"k", 1, &mut out), Err(Refused::Restricted));
    assert_eq!(update(), UpdateOutcome::Restricted);
    assert!(send(&linda, "k", &[4]));
    assert_eq!(linda.dump().unwrap()[0].restriction, Restriction::SendReceive);
    assert_eq!(receive(&linda, &["k"]), Some((0, 4)));
    assert_eq!(linda.restrict(&"k", Restriction::None), Ok(Restriction::SendReceive));
    set(&linda, "k", &[]);
    assert_eq!(linda.count(&"k"), None);
    linda.cancel(Wake::Both);
    assert_eq!(linda.restrict(&"k", Restriction::None), Err(Cancelled::Soft));
    assert_eq!(linda.restriction(&"k"), Err(Cancelled::Soft));
    assert_eq!(linda.limit(&"k"), Err(Cancelled::Soft));
}

#[test]
fn what_is_put_back_comes_first_again() {
    let linda = Ints::new();
    let dumped = |first, values: &[u32]| {
        let slot = linda.dump().unwrap().pop().unwrap();
        assert_eq!((slot.first, slot.values), (first, values.to_vec()));
    };
    send(&linda, "k", &[1, 2, 3]);
    linda.set_limit(&"k", Some(1)).unwrap();
    receive(&linda, &["k"]);
    receive(&linda, &["k"]);
    linda.put_back(&"k", &mut vec![1, 2]);
    dumped(1, &[1, 2, 3]);
    linda.set_limit(&"k", None).unwrap();
    set(&linda, "k", &[]);
    linda.put_back(&"k", &mut vec![4]);
    dumped(1, &[4]);
    assert_eq!(receive(&linda, &["k"]), Some((0, 4)));
}

#[test]
fn a_wake_period_finds_requests_that_wake_nobody_and_ends_nothing_else() {
    let linda = Arc::new(Ints::with_wake_period(Some(Duration::from_millis(2))));
    let w = Waiter::new();
    let until = Deadline::after(Duration::from_millis(30));
    let started = Instant::now();
    assert_eq!(linda.receive(&["k"], until, &w), ReceiveOutcome::TimedOut);
    assert!(started.elapsed() >= Duration::from_millis(30));
    let receiver = {
        let (linda, w) = (Arc::clone(&linda), Arc::clone(&w));
        std::thread::spawn(move || linda.receive(&["k"], Deadline::Never, &w))
    };
    while !w.is_waiting() {
        std::thread::yield_now();
    }
    w.cancel(Request::Soft, false);
    assert_eq!(receiver.join().unwrap(), ReceiveOutcome::Cancelled(Cancelled::Soft));
}

#[test]
fn dumps_show_ordinals_and_nothing_before_the_first_touch() {
    let linda = Ints::new();
    assert_eq!(linda.dump(), None);
    assert_eq!(receive(&linda, &["k"]), None);
    assert_eq!(linda.dump(), Some(vec![]), "even a failed receive touches");
    send(&linda, "k", &[1, 2, 3]);
    receive(&linda, &["k"]);
    let slot = |first, values: &[u32]| SlotDump {
        key: "k",
        first,
        limit: None,
        restriction: Restriction::None,
        values: values.to_vec(),
    };
    assert_eq!(linda.dump(), Some(vec![slot(2, &[2, 3])]));
    receive(&linda, &["k"]);
    receive(&linda, &["k"]);
    assert_eq!(linda.dump(), Some(vec![slot(1, &[])]));
    send(&linda, "k", &[4]);
    assert_eq!(linda.dump(), Some(vec![slot(1, &[4])]));
    assert_eq!(linda.counts(), [("k", 1)]);
}

#[test]
fn a_lanes_request_comes_before_everything() {
    let linda = Ints::new();
    send(&linda, "k", &[1]);
    let w = Waiter::new();
    let mut out = Vec::new();
    for (request, how) in [
        (Request::Soft, Cancelled::Soft),
        (Request::Hard, Cancelled::Hard),
        (Request::Soft, Cancelled::Soft),
        (Request::Kill, Cancelled::Hard),
        (Request::None, Cancelled::Hard),
    ] {
        w.cancel(request, false);
        for d in [Deadline::Now, Deadline::Never] {
            assert_eq!(linda.send(&"k", &mut Some(2), d, &w), SendOutcome::Cancelled(how));
            assert_eq!(linda.receive(&["k"], d, &w), ReceiveOutcome::Cancelled(how));
            assert_eq!(linda.receive_batched(&"k", 1, 1, d, &w, &mut out), ReceiveOutcome::Cancelled(how));
            assert_eq!(linda.update(&"k", d, &w, |_| Ok::<_, ()>(9)), UpdateOutcome::Cancelled(how));
        }
        linda.cancel(Wake::Both);
        assert_eq!(
            linda.receive(&["k"], Deadline::Now, &w),
            ReceiveOutcome::Cancelled(how),
            "lane before linda"
        );
        linda.clear_cancel();
        assert_eq!(get(&linda, "k", 9), [1], "the others do not care");
    }
    assert_eq!(w.request(), Request::Kill, "nothing softens a kill");
}

#[test]
fn requests_can_be_withdrawn() {
    let linda = Ints::new();
    let w = Waiter::new();
    w.cancel(Request::Hard, true);
    w.cancel(Request::None, false);
    assert_eq!(w.request(), Request::None);
    assert_eq!(linda.send(&"k", &mut Some(2), Deadline::Now, &w), SendOutcome::Sent);
}

#[test]
fn cleaning_up_after_a_hard_request_refuses_only_to_wait() {
    let linda = Ints::new();
    for request in [Request::Hard, Request::Kill] {
        let w = Waiter::new();
        w.cancel(request, true);
        w.set_cleanup(true);
        assert_eq!(linda.send(&"k", &mut Some(2), Deadline::Never, &w), SendOutcome::Sent);
        assert_eq!(linda.receive(&["k"], Deadline::Never, &w), ReceiveOutcome::Received((0, 2)));
        assert_eq!(linda.receive(&["k"], Deadline::Now, &w), ReceiveOutcome::TimedOut);
        assert_eq!(linda.receive(&["k"], Deadline::Never, &w), ReceiveOutcome::Cancelled(Cancelled::Hard));
        assert_eq!(w.sleep(Deadline::Now), Ok(()));
        assert_eq!(w.sleep(Deadline::Never), Err(Cancelled::Hard));
        w.set_cleanup(false);
        assert_eq!(
            linda.send(&"k", &mut Some(2), Deadline::Never, &w),
            SendOutcome::Cancelled(Cancelled::Hard)
        );
        assert_eq!(w.sleep(Deadline::Now), Err(Cancelled::Hard));
    }
}

#[test]
fn cleaning_up_changes_nothing_about_a_soft_request() {
    let linda = Ints::new();
    let w = Waiter::new();
    w.cancel(Request::Soft, true);
    w.set_cleanup(true);
    assert_eq!(linda.send(&"k", &mut Some(2), Deadline::Now, &w), SendOutcome::Cancelled(Cancelled::Soft));
    assert_eq!(w.sleep(Deadline::Now), Err(Cancelled::Soft));
}

#[test]
fn a_cancelled_linda_does_nothing_and_keeps_its_data() {
    let linda = Ints::new();
    let w = Waiter::new();
    let mut out = Vec::new();
    send(&linda, "k", &[1]);
    linda.cancel(Wake::Readers);
    assert!(linda.is_cancelled());
    let soft = Cancelled::Soft;
    for d in [Deadline::Now, Deadline::Never] {
        assert_eq!(linda.send(&"k", &mut Some(2), d, &w), SendOutcome::Cancelled(soft));
        assert_eq!(linda.receive(&["k"], d, &w), ReceiveOutcome::Cancelled(soft));
        assert_eq!(linda.receive_batched(&"k", 1, 1, d, &w, &mut out), ReceiveOutcome::Cancelled(soft));
        assert_eq!(linda.update(&"k", d, &w, |_| Ok::<_, ()>(9)), UpdateOutcome::Cancelled(soft));
    }
    assert_eq!(linda.get(&"k", 1, &mut out), Err(Refused::Cancelled));
    assert_eq!(linda.set(&"k", &mut Some(2)), Err(Refused::Cancelled));
    assert_eq!(linda.set_limit(&"k", None), Err(soft));
    assert_eq!((linda.count(&"k"), linda.counts().len()), (Some(1), 1));
    assert_eq!(linda.dump().unwrap()[0].values, [1]);
    linda.clear_cancel();
    assert!(!linda.is_cancelled());
    assert_eq!(receive(&linda, &["k"]), Some((0, 1)));
}

#[test]
fn update_needs_room_for_one_and_replaces_the_queue() {
    let linda = Ints::new();
    let w = Waiter::new();
    let add =
        |d| {
            linda.update(&"k", d, &w, |old| {
                if old == Some(&7) { Err("seven") } else { Ok(old.map_or(1, |v| v + 1)) }
            })
        };
    assert_eq!(add(Deadline::Now), UpdateOutcome::Updated(1));
    assert_eq!(add(Deadline::Never), UpdateOutcome::Updated(2));
    linda.set_limit(&"k", Some(2)).unwrap();
    assert_eq!(add(Deadline::Now), UpdateOutcome::Updated(3));
    send(&linda, "k", &[9]);
    assert_eq!(add(Deadline::Now), UpdateOutcome::TimedOut, "somebody holds the second slot");
    linda.set_limit(&"k", Some(3)).unwrap();
    assert_eq!(add(Deadline::Now), UpdateOutcome::Updated(4));
    assert_eq!(get(&linda, "k", 9), [4]);
    set(&linda, "k", &[7, 8]);
    assert_eq!(add(Deadline::Now), UpdateOutcome::Failed("seven"));
    assert_eq!(get(&linda, "k", 9), [7, 8]);
    let _: UpdateOutcome<u32, ()> = linda.update(&"new", Deadline::Now, &w, |_| Err(()));
    assert_eq!(linda.count(&"new"), None, "a failed update makes no key known");
}

#[test]
fn deadlines_pass() {
    let linda = Ints::new();
    let w = Waiter::new();
    let soon = Deadline::At(Instant::now() + Duration::from_millis(20));
    assert_eq!(linda.receive(&["k"], soon, &w), ReceiveOutcome::TimedOut);
    let Deadline::At(at) = soon else { unreachable!() };
    assert!(Instant::now() >= at);
    assert_eq!(linda.receive(&["k"], soon, &w), ReceiveOutcome::TimedOut, "long past");
    assert_eq!(w.sleep(soon), Ok(()));
    send(&linda, "k", &[1]);
    assert_eq!(
        linda.receive(&["k"], soon, &w),
        ReceiveOutcome::Received((0, 1)),
        "one attempt is always made"
    );
    assert_eq!(linda.counts(), [("k", 0)]);
}

#[test]
fn only_the_last_1024_drained_keys_are_remembered() {
    let linda: Linda<u32, u32> = Linda::new();
    let w = Waiter::new();
    linda.set_limit(&1, Some(5)).unwrap();
    for key in 0..20_000u32 {
        linda.send(&key, &mut Some(key), Deadline::Now, &w);
        if key != 2 {
            assert_eq!(linda.receive(&[key], Deadline::Now, &w), ReceiveOutcome::Received((0, key)));
        }
    }
    let mut known = linda.counts();
    known.sort_unstable();
    let mut expected = vec![(1, 0), (2, 1)];
    expected.extend((20_000 - 1024..20_000).map(|key| (key, 0)));
    assert_eq!(known, expected);
    // Used again, a key is young again; refilled ones do not count.
    let (old, older) = (20_000 - 1023, 20_000 - 1024);
    linda.send(&old, &mut Some(0), Deadline::Now, &w);
    linda.receive(&[old], Deadline::Now, &w);
    linda.send(&older, &mut Some(0), Deadline::Now, &w);
    linda.send(&7, &mut Some(0), Deadline::Now, &w);
    linda.receive(&[7], Deadline::Now, &w);
    assert_eq!((linda.count(&old), linda.count(&older), linda.counts().len()), (Some(0), Some(1), 1027));
    linda.receive(&[older], Deadline::Now, &w);
    assert_eq!((linda.count(&(old + 1)), linda.counts().len()), (None, 1026));
}

#[test]
fn many_keys_at_once_leave_as_little() {
    let linda: Linda<u32, u32> = Linda::new();
    let w = Waiter::new();
    for key in 0..50_000u32 {
        linda.send(&key, &mut vec![key; 3], Deadline::Now, &w);
    }
    for key in (0..50_000u32).filter(|key| key % 10 != 0) {
        let mut out = Vec::new();
        linda.receive_batched(&key, 3, 3, Deadline::Now, &w, &mut out);
        assert_eq!(out, [key; 3]);
    }
    assert_eq!(linda.counts().len(), 5_000 + 1024);
    for key in (0..50_000u32).step_by(10) {
        assert_eq!(linda.count(&key), Some(3));
        linda.set(&key, &mut None).unwrap();
    }
    assert_eq!(linda.counts().len(), 1024);
    assert!((0..1024 * 10 / 9).all(|i| (49_999 - i) % 10 == 0 || linda.count(&(49_999 - i)) == Some(0)));
}

/// A value that uses its linda when it is dropped, which deadlocks if the lock is held.
#[derive(Clone)]
struct Nosy(Arc<Linda<u32, Nosy>>, Arc<Mutex<u32>>);

impl Drop for Nosy {
    fn drop(&mut self) {
        self.0.counts();
        *self.1.lock().unwrap() += 1;
    }
}

#[test]
fn nothing_is_dropped_under_the_lock() {
    let linda = Arc::new(Linda::new());
    let drops = Arc::new(Mutex::new(0));
    let w = Waiter::new();
    let nosy = || Nosy(Arc::clone(&linda), Arc::clone(&drops));
    linda.set(&1, &mut Some(nosy())).unwrap();
    linda.set(&1, &mut Some(nosy())).unwrap();
    assert_eq!(*drops.lock().unwrap(), 1);
    linda.set(&1, &mut vec![nosy(), nosy()]).unwrap();
    assert_eq!(*drops.lock().unwrap(), 2);
    drop(linda.update(&1, Deadline::Now, &w, |_| Ok::<_, ()>(nosy())));
    assert_eq!(*drops.lock().unwrap(), 5, "two old ones and the answer");
    linda.set(&1, &mut None).unwrap();
    assert_eq!(*drops.lock().unwrap(), 6);
    linda.set_limit(&1, Some(0)).unwrap();
    let mut unsent = Some(nosy());
    assert_eq!(linda.send(&1, &mut unsent, Deadline::Now, &w), SendOutcome::TimedOut);
    assert_eq!(*drops.lock().unwrap(), 6);
}

#[test]
fn clearing_drops_everything_even_when_cancelled() {
    let linda: Linda<u8, std::sync::Arc<()>> = Linda::new();
    let value = std::sync::Arc::new(());
    linda.set_limit(&2, Some(1)).expect("not cancelled");
    linda.restrict(&1, Restriction::SendReceive).expect("not cancelled");
    for key in [1, 2] {
        linda.send(&key, &mut Some(value.clone()), Deadline::Now, &Waiter::new());
    }
    linda.cancel(Wake::Both);
    linda.clear();
    assert_eq!(std::sync::Arc::strong_count(&value), 1);
    linda.clear_cancel();
    assert_eq!(linda.counts(), [], "limits and restrictions are gone too, and with them the keys");
}
