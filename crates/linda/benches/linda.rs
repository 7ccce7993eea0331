//! Micro-benchmarks of the channel without any Lua: `cargo bench -p linda`.
#![allow(missing_docs, reason = "a program")]

use divan::{Bencher, black_box};
use linda::{Deadline, Linda, ReceiveOutcome, UpdateOutcome, Waiter};
use std::sync::Arc;
use std::thread;

fn main() {
    divan::main();
}

/// Keys and values as wide as those of the binding.
type Wide = Linda<[u64; 3], [u64; 3]>;

const KEY: [u64; 3] = [1, 0, 0];

#[divan::bench]
fn send_and_receive(bencher: Bencher) {
    let (linda, waiter) = (Wide::new(), Waiter::new());
    bencher.bench_local(|| {
        linda.send(&KEY, &mut Some([2; 3]), Deadline::Never, &waiter);
        black_box(linda.receive(&[KEY], Deadline::Now, &waiter));
    });
}

#[divan::bench]
fn receive_nothing(bencher: Bencher) {
    let (linda, waiter) = (Wide::new(), Waiter::new());
    bencher.bench_local(|| black_box(linda.receive(&[KEY], Deadline::Now, &waiter)));
}

#[divan::bench]
fn set_and_get(bencher: Bencher) {
    let linda = Wide::new();
    let mut out = Vec::new();
    bencher.bench_local(|| {
        let _ = linda.set(&KEY, &mut Some([2; 3]));
        out.clear();
        let _ = linda.get(&KEY, 1, &mut out);
    });
}

#[divan::bench]
fn update(bencher: Bencher) {
    let (linda, waiter) = (Wide::new(), Waiter::new());
    bencher.bench_local(|| {
        let sum = |front: Option<&[u64; 3]>| Ok::<_, ()>([front.map_or(0, |v| v[0]).wrapping_add(1); 3]);
        assert!(matches!(linda.update(&KEY, Deadline::Never, &waiter, sum), UpdateOutcome::Updated(_)));
    });
}

/// The same with so many other keys.
#[divan::bench(args = [1, 100, 10_000, 100_000])]
fn keys_in_turn(bencher: Bencher, keys: u64) {
    let (linda, waiter) = (Wide::new(), Waiter::new());
    for key in 0..keys {
        linda.send(&[key, 0, 0], &mut Some([2; 3]), Deadline::Never, &waiter);
    }
    let mut at = 0;
    bencher.bench_local(|| {
        at = (at + 7919) % keys;
        let key = [at, 0, 0];
        linda.send(&key, &mut Some([2; 3]), Deadline::Never, &waiter);
        black_box(linda.receive(&[key], Deadline::Now, &waiter));
    });
}

/// There and back between two threads.
#[divan::bench]
fn round_trip(bencher: Bencher) {
    let linda = Arc::new(Wide::new());
    let (there, back, stop) = ([1; 3], [2; 3], [0; 3]);
    let echo = thread::spawn({
        let linda = linda.clone();
        move || {
            let waiter = Waiter::new();
            while let ReceiveOutcome::Received((_, value)) = linda.receive(&[there], Deadline::Never, &waiter)
            {
                if value == stop {
                    break;
                }
                linda.send(&back, &mut Some(value), Deadline::Never, &waiter);
            }
        }
    });
    let waiter = Waiter::new();
    bencher.bench_local(|| {
        linda.send(&there, &mut Some([7; 3]), Deadline::Never, &waiter);
        black_box(linda.receive(&[back], Deadline::Never, &waiter));
    });
    linda.send(&there, &mut Some(stop), Deadline::Never, &waiter);
    let _ = echo.join();
}
