//! Model-checked interleavings: every order of the threads' steps is tried (up to the stated number of preemptions).
//!
//! Run with `RUSTFLAGS="--cfg loom" cargo test -p linda --release --test loom`. A lost wake-up shows as a deadlock,
//! which loom reports. Models with three or more threads are bounded to three or four preemptions, or they would run
//! for hours; most bugs of this kind need no more. Deadlines pass when a model calls `expire`.
#![cfg(loom)]

mod batches;
mod cancels;
mod life;
mod pool;
mod roster;
mod timers;
mod turns;
mod wakes;

use linda::{
    Cancelled, Completion, Deadline, Life, Linda, ReceiveOutcome, Request, Restriction, Resumed, SendOutcome,
    Status, UpdateOutcome, Waited, Waiter, Wake,
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

/// A thread that has this in common with the others.
fn with<S: 'static, T: 'static>(shared: &Arc<S>, run: impl FnOnce(&Arc<S>) -> T + 'static) -> JoinHandle<T> {
    let shared = Arc::clone(shared);
    thread::spawn(move || run(&shared))
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
