//! The timer queue: each rule, and random operations against a list.
#![cfg(not(any(loom, shuttle)))]

use linda::{Due, TimerHeap};
use proptest::prelude::*;
use std::time::{Duration, Instant};

const MS: fn(u64) -> Duration = Duration::from_millis;

#[test]
fn timers_fire_in_order_and_once() {
    let t = Instant::now();
    let mut heap = TimerHeap::new();
    assert!(heap.is_empty() && heap.next_due().is_none());
    heap.set("b", t + MS(20), None, 2);
    heap.set("a", t + MS(10), None, 1);
    heap.set("c", t + MS(20), Some(Duration::ZERO), 3);
    assert_eq!(heap.next_due(), Some(t + MS(10)));
    assert_eq!(heap.pop_due(t + MS(9)), None);
    assert_eq!(heap.pop_due(t + MS(20)), Some(Due { id: "a", payload: 1, due: t + MS(10), next: None }));
    assert_eq!(heap.pop_due(t + MS(20)).map(|due| due.id), Some("b"), "in the order of setting");
    assert_eq!(heap.pop_due(t + MS(20)).map(|due| due.next), Some(None), "a period of zero is none");
    assert_eq!(heap.pop_due(t + MS(99)), None);
}

#[test]
fn repeating_timers_stay_on_their_grid() {
    let t = Instant::now();
    let mut heap = TimerHeap::new();
    heap.set(1, t, Some(MS(10)), ());
    let mut beat = |now| heap.pop_due(t + MS(now)).map(|due| (due.due - t, due.next.unwrap() - t));
    assert_eq!(beat(0), Some((MS(0), MS(10))));
    assert_eq!(beat(0), None);
    assert_eq!(beat(47), Some((MS(10), MS(50))), "missed beats are skipped");
    assert_eq!(beat(47), None);
    assert_eq!(
        beat(60),
        Some((MS(50), MS(70))),
        "a beat due right now is missed too: the next lies in the future"
    );
}

#[test]
fn setting_replaces_and_removing_removes() {
    let t = Instant::now();
    let mut heap = TimerHeap::new();
    assert_eq!(heap.set(1, t, None, 'a'), None);
    assert_eq!(heap.set(1, t + MS(5), Some(MS(1)), 'b'), Some('a'));
    assert_eq!(heap.len(), 1);
    assert_eq!(heap.pop_due(t), None);
    let entries: Vec<_> = heap.iter().map(|e| (*e.id, e.due, e.period, *e.payload)).collect();
    assert_eq!(entries, [(1, t + MS(5), Some(MS(1)), 'b')]);
    assert!(heap.remove(&1) && !heap.remove(&1));
    assert_eq!((heap.next_due(), heap.len()), (None, 0));
}

#[test]
fn a_beat_beyond_all_clocks_never_comes() {
    let t = Instant::now();
    let mut heap = TimerHeap::new();
    heap.set(1, t, Some(Duration::MAX), ());
    assert_eq!(heap.pop_due(t).map(|due| due.next), Some(None));
    assert!(heap.is_empty());
}

#[derive(Clone, Debug)]
enum Op {
    Set(u8, u64, u64),
    Remove(u8),
    Pop(u64),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        (0u8..8, 0u64..100, 0u64..12).prop_map(|(id, due, period)| Op::Set(id, due, period)),
        (0u8..8).prop_map(Op::Remove),
        (0u64..15).prop_map(Op::Pop),
    ]
}

proptest! {
    #[test]
    fn behaves_like_a_list(ops in prop::collection::vec(op(), 1..200)) {
        let t = Instant::now();
        let mut heap = TimerHeap::new();
        // (id, due, serial, period, payload)
        let mut list: Vec<(u8, u64, u64, u64, u64)> = Vec::new();
        let (mut now, mut serial) = (0, 0);
        for op in ops {
            serial += 1;
            match op {
                Op::Set(id, due, period) => {
                    heap.set(id, t + MS(now + due), (period > 0).then(|| MS(period)), serial);
                    list.retain(|x| x.0 != id);
                    list.push((id, now + due, serial, period, serial));
                }
                Op::Remove(id) => {
                    prop_assert_eq!(heap.remove(&id), list.iter().any(|x| x.0 == id));
                    list.retain(|x| x.0 != id);
                }
                Op::Pop(ahead) => {
                    now += ahead;
                    let first = list.iter().copied().min_by_key(|x| (x.1, x.2)).filter(|x| x.1 <= now);
                    let popped = heap.pop_due(t + MS(now));
                    prop_assert_eq!(popped.as_ref().map(|d| (d.id, d.payload, d.due)), first.map(|x| (x.0, x.4, t + MS(x.1))));
                    if let Some((id, mut due, _, period, payload)) = first {
                        list.retain(|x| x.0 != id);
                        if period > 0 {
                            while due <= now {
                                due += period;
                            }
                            list.push((id, due, serial, period, payload));
                        }
                    }
                }
            }
            prop_assert_eq!(heap.len(), list.len());
            prop_assert_eq!(heap.next_due(), list.iter().map(|x| t + MS(x.1)).min());
        }
    }
}
