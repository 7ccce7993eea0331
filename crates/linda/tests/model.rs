//! Random operations on a linda against the simplest thing that could be one. Single-threaded: nothing waits.
#![cfg(not(any(loom, shuttle)))]

use linda::{
    Cancelled, Changed, Deadline, Fill, Linda, ReceiveOutcome, Refused, Restriction, SendOutcome,
    UpdateOutcome, Waiter, Wake,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

#[derive(Clone, Debug)]
enum Op {
    Send(u8, usize),
    Receive(Vec<u8>),
    Batch(u8, usize, usize),
    Get(u8, usize),
    Set(u8, usize),
    SetLimit(u8, Option<usize>),
    Update(u8, bool),
    Limit(u8),
    Restrict(u8, Restriction),
    Restriction(u8),
    ReceiveAndPutBack(u8, usize),
    Wake,
    Cancel(bool),
}

fn op() -> impl Strategy<Value = Op> {
    let key = 0u8..4;
    prop_oneof![
        6 => (key.clone(), 0usize..4).prop_map(|(k, n)| Op::Send(k, n)),
        6 => prop::collection::vec(key.clone(), 1..4).prop_map(Op::Receive),
        2 => (key.clone(), 1usize..4, 0usize..3).prop_map(|(k, min, more)| Op::Batch(k, min, min + more)),
        2 => (key.clone(), 1usize..4).prop_map(|(k, n)| Op::Get(k, n)),
        2 => (key.clone(), 0usize..4).prop_map(|(k, n)| Op::Set(k, n)),
        2 => (key.clone(), prop::option::of(0usize..5)).prop_map(|(k, n)| Op::SetLimit(k, n)),
        2 => (key.clone(), any::<bool>()).prop_map(|(k, ok)| Op::Update(k, ok)),
        1 => key.clone().prop_map(Op::Limit),
        2 => (key.clone(), restriction()).prop_map(|(k, r)| Op::Restrict(k, r)),
        1 => key.clone().prop_map(Op::Restriction),
        1 => (key, 1usize..4).prop_map(|(k, n)| Op::ReceiveAndPutBack(k, n)),
        1 => Just(Op::Wake),
        1 => any::<bool>().prop_map(Op::Cancel),
    ]
}

fn restriction() -> impl Strategy<Value = Restriction> {
    prop_oneof![
        4 => Just(Restriction::None),
        1 => Just(Restriction::SetGet),
        1 => Just(Restriction::SendReceive),
    ]
}

struct Slot {
    values: VecDeque<u32>,
    first: u64,
    limit: Option<usize>,
    restriction: Restriction,
}

impl Default for Slot {
    fn default() -> Slot {
        Slot { values: VecDeque::new(), first: 1, limit: None, restriction: Restriction::None }
    }
}

impl Slot {
    fn full(&self) -> bool {
        self.limit.is_some_and(|limit| self.values.len() >= limit)
    }

    fn fill(&self) -> Fill {
        match self.limit {
            Some(limit) if self.values.len() > limit => Fill::Over,
            Some(limit) if self.values.len() == limit => Fill::Exact,
            _ => Fill::Under,
        }
    }

    fn fits(&self, n: usize) -> bool {
        self.limit.is_none_or(|limit| self.values.len() + n <= limit)
    }

    fn take(&mut self, n: usize) -> Vec<u32> {
        let taken = self.values.drain(..n).collect();
        self.first = if self.values.is_empty() { 1 } else { self.first + n as u64 };
        taken
    }
}

#[derive(Default)]
struct Model {
    slots: BTreeMap<u8, Slot>,
    cancelled: bool,
    touched: bool,
    next: u32,
}

impl Model {
    fn slot(&mut self, key: u8) -> &mut Slot {
        self.slots.entry(key).or_default()
    }

    fn restriction(&self, key: u8) -> Restriction {
        self.slots.get(&key).map_or(Restriction::None, |slot| slot.restriction)
    }

    fn values(&mut self, n: usize) -> Vec<u32> {
        self.next += n as u32;
        (self.next - n as u32..self.next).collect()
    }

    fn send(&mut self, key: u8, values: &[u32]) -> SendOutcome {
        if self.cancelled {
            return SendOutcome::Cancelled(Cancelled::Soft);
        }
        if self.restriction(key) == Restriction::SetGet {
            return SendOutcome::Restricted;
        }
        if !self.slot(key).fits(values.len()) {
            return SendOutcome::TimedOut;
        }
        self.slot(key).values.extend(values);
        SendOutcome::Sent
    }

    fn receive(&mut self, keys: &[u8]) -> ReceiveOutcome<(usize, u32)> {
        if self.cancelled {
            return ReceiveOutcome::Cancelled(Cancelled::Soft);
        }
        for (i, key) in keys.iter().enumerate() {
            if self.restriction(*key) == Restriction::SetGet {
                return ReceiveOutcome::Restricted;
            }
            if let Some(slot) = self.slots.get_mut(key).filter(|slot| !slot.values.is_empty()) {
                return ReceiveOutcome::Received((i, slot.take(1)[0]));
            }
        }
        ReceiveOutcome::TimedOut
    }

    fn batch(&mut self, key: u8, min: usize, max: usize) -> (ReceiveOutcome<()>, Vec<u32>) {
        if self.cancelled {
            return (ReceiveOutcome::Cancelled(Cancelled::Soft), vec![]);
        }
        if self.restriction(key) == Restriction::SetGet {
            return (ReceiveOutcome::Restricted, vec![]);
        }
        match self.slots.get_mut(&key).filter(|slot| slot.values.len() >= min) {
            Some(slot) => (ReceiveOutcome::Received(()), slot.take(max.min(slot.values.len()))),
            None => (ReceiveOutcome::TimedOut, vec![]),
        }
    }

    fn set(&mut self, key: u8, values: &[u32]) -> Result<Changed, Refused> {
        if self.cancelled {
            return Err(Refused::Cancelled);
        }
        if self.restriction(key) == Restriction::SendReceive {
            return Err(Refused::Restricted);
        }
        let has_rules = |slot: &Slot| slot.limit.is_some() || slot.restriction != Restriction::None;
        if values.is_empty() && !self.slots.get(&key).is_some_and(has_rules) {
            self.slots.remove(&key);
            return Ok(Changed { freed: false, fill: Fill::Under });
        }
        let slot = self.slot(key);
        let was_full = slot.full();
        slot.values = values.iter().copied().collect();
        slot.first = 1;
        Ok(Changed { freed: was_full && slot.limit > Some(0) && !slot.full(), fill: slot.fill() })
    }

    fn set_limit(&mut self, key: u8, limit: Option<usize>) -> Result<Changed, Cancelled> {
        if self.cancelled {
            return Err(Cancelled::Soft);
        }
        let slot = self.slot(key);
        let was_full = slot.full();
        slot.limit = limit;
        Ok(Changed { freed: was_full && !slot.full(), fill: slot.fill() })
    }

    fn limit(&self, key: u8) -> Result<(Option<usize>, Fill), Cancelled> {
        if self.cancelled {
            return Err(Cancelled::Soft);
        }
        Ok(self.slots.get(&key).map_or((None, Fill::Under), |slot| (slot.limit, slot.fill())))
    }

    fn restrict(&mut self, key: u8, restriction: Restriction) -> Result<Restriction, Cancelled> {
        if self.cancelled {
            return Err(Cancelled::Soft);
        }
        Ok(std::mem::replace(&mut self.slot(key).restriction, restriction))
    }

    fn put_back(&mut self, key: u8, values: &[u32]) {
        let slot = self.slot(key);
        slot.first = slot.first.saturating_sub(values.len() as u64).max(1);
        for value in values.iter().rev() {
            slot.values.push_front(*value);
        }
    }

    fn update(&mut self, key: u8, ok: bool) -> UpdateOutcome<u32, u32> {
        if self.cancelled {
            return UpdateOutcome::Cancelled(Cancelled::Soft);
        }
        let front = match self.slots.get(&key) {
            Some(slot) if slot.restriction != Restriction::None => return UpdateOutcome::Restricted,
            Some(slot) if !slot.fits(1) => return UpdateOutcome::TimedOut,
            Some(slot) => slot.values.front().copied().unwrap_or(7),
            None => 7,
        };
        if !ok {
            return UpdateOutcome::Failed(front);
        }
        let slot = self.slot(key);
        slot.values = VecDeque::from([front + 1000]);
        slot.first = 1;
        UpdateOutcome::Updated(front + 1000)
    }
}

fn step(linda: &Linda<u8, u32>, model: &mut Model, op: &Op) {
    let w = Waiter::new();
    model.touched |= !model.cancelled && !matches!(op, Op::Cancel(_) | Op::Wake);
    match op {
        &Op::Send(key, n) => {
            let mut values = model.values(n);
            let expected = model.send(key, &values);
            assert_eq!(linda.send(&key, &mut values, Deadline::Now, &w), expected);
            assert_eq!(values.len(), if expected == SendOutcome::Sent { 0 } else { n });
        }
        Op::Receive(keys) => assert_eq!(linda.receive(keys, Deadline::Now, &w), model.receive(keys)),
        &Op::Batch(key, min, max) => {
            let mut out = Vec::new();
            let outcome = linda.receive_batched(&key, min, max, Deadline::Now, &w, &mut out);
            assert_eq!((outcome, out), model.batch(key, min, max));
        }
        &Op::Get(key, n) => {
            let mut out = Vec::new();
            let done = linda.get(&key, n, &mut out);
            assert_eq!(done == Err(Refused::Cancelled), model.cancelled);
            assert_eq!(
                done == Err(Refused::Restricted),
                !model.cancelled && model.restriction(key) == Restriction::SendReceive
            );
            let slot = model.slots.get(&key).filter(|_| done.is_ok());
            assert_eq!(out, slot.map_or(vec![], |slot| slot.values.iter().take(n).copied().collect()));
        }
        &Op::Set(key, n) => {
            let mut values = model.values(n);
            let expected = model.set(key, &values);
            assert_eq!(linda.set(&key, &mut values), expected);
        }
        &Op::SetLimit(key, limit) => assert_eq!(linda.set_limit(&key, limit), model.set_limit(key, limit)),
        &Op::Update(key, ok) => {
            let f = |front: Option<&u32>| {
                let front = front.copied().unwrap_or(7);
                if ok { Ok(front + 1000) } else { Err(front) }
            };
            assert_eq!(linda.update(&key, Deadline::Now, &w, f), model.update(key, ok));
        }
        other => rules(linda, model, other, &w),
    }
}

/// The operations that say something of a slot or of the linda, and putting back.
fn rules(linda: &Linda<u8, u32>, model: &mut Model, op: &Op, w: &Arc<Waiter>) {
    match op {
        &Op::Limit(key) => assert_eq!(linda.limit(&key), model.limit(key)),
        &Op::Restrict(key, to) => assert_eq!(linda.restrict(&key, to), model.restrict(key, to)),
        &Op::Restriction(key) => {
            let expected = if model.cancelled { Err(Cancelled::Soft) } else { Ok(model.restriction(key)) };
            assert_eq!(linda.restriction(&key), expected);
        }
        &Op::ReceiveAndPutBack(key, n) => {
            let mut out = Vec::new();
            let outcome = linda.receive_batched(&key, n, n, Deadline::Now, w, &mut out);
            let (expected, values) = model.batch(key, n, n);
            assert_eq!((outcome, &out), (expected, &values));
            if outcome == ReceiveOutcome::Received(()) {
                linda.put_back(&key, &mut out);
                model.put_back(key, &values);
            }
        }
        Op::Wake => linda.wake(Wake::Both),
        &Op::Cancel(on) => {
            model.cancelled = on;
            if on { linda.cancel(Wake::Both) } else { linda.clear_cancel() }
        }
        _ => unreachable!("`step` has the others"),
    }
}

fn compare(linda: &Linda<u8, u32>, model: &Model) {
    let dump = linda.dump();
    assert_eq!(dump.is_some(), model.touched);
    let mut slots = dump.unwrap_or_default();
    slots.sort_unstable_by_key(|slot| slot.key);
    let seen: Vec<_> =
        slots.into_iter().map(|s| (s.key, s.first, s.limit, s.restriction, s.values)).collect();
    let slots = model.slots.iter();
    let expected: Vec<_> = slots
        .map(|(k, s)| (*k, s.first, s.limit, s.restriction, s.values.iter().copied().collect()))
        .collect();
    assert_eq!(seen, expected);
}

proptest! {
    #[test]
    fn behaves_like_the_model(ops in prop::collection::vec(op(), 1..120)) {
        let linda = Linda::new();
        let mut model = Model::default();
        for op in &ops {
            step(&linda, &mut model, op);
            compare(&linda, &model);
        }
    }
}
