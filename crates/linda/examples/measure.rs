#![allow(missing_docs)]
use linda::*;
use std::sync::Arc;
use std::time::Instant;
#[derive(Clone, Hash, PartialEq, Eq, Debug)]
enum K {
    Int(i64),
    Str(Arc<str>),
}
type V = [u64; 3];
fn main() {
    let _r = Running::new();
    let w = Waiter::new();
    for key in [K::Int(1), K::Str("some key".into())] {
        let l: Linda<K, V> = Linda::new();
        let n = 10_000_000u64;
        for _ in 0..2 {
            let t = Instant::now();
            let ks = [key.clone()];
            for i in 0..n {
                let mut v = Some([i, 0, 0]);
                l.send(&key, &mut v, Deadline::Never, &w);
                match l.receive(&ks, Deadline::Never, &w) {
                    ReceiveOutcome::Received((0, v)) => assert_eq!(v[0], i),
                    _ => panic!(),
                }
            }
            println!("{key:?} pair {:.1} ns", t.elapsed().as_nanos() as f64 / n as f64);
        }
        let t = Instant::now();
        let (a, b) = (K::Str("aaaa".into()), K::Str("bbbb".into()));
        for i in 0..n / 2 {
            for k in [&a, &b] {
                let mut v = Some([i, 0, 0]);
                l.send(k, &mut v, Deadline::Never, &w);
            }
            for k in [&a, &b] {
                match l.receive(std::slice::from_ref(k), Deadline::Never, &w) {
                    ReceiveOutcome::Received((0, v)) => assert_eq!(v[0], i),
                    _ => panic!(),
                }
            }
        }
        println!("two keys alternating: pair {:.1} ns", t.elapsed().as_nanos() as f64 / n as f64);
    }
    {
        let l: Linda<K, V> = Linda::new();
        let n = 2_000_000;
        let t = Instant::now();
        for i in 0..n {
            let k = K::Int(i);
            l.send(&k, &mut Some([1, 1, 1]), Deadline::Never, &w);
            l.receive(&[k], Deadline::Never, &w);
        }
        println!("fresh keys pair {:.1} ns", t.elapsed().as_nanos() as f64 / n as f64);
    }
    {
        let l: Linda<K, V> = Linda::new();
        let n = 2_000_000;
        let t = Instant::now();
        for i in 0..n {
            let k = K::Int(i);
            l.send(&k, &mut Some([1, 1, 1]), Deadline::Never, &w);
        }
        for i in 0..n {
            let k = K::Int(i);
            l.receive(&[k], Deadline::Never, &w);
        }
        println!(
            "fresh keys all then all pair {:.1} ns, known {}",
            t.elapsed().as_nanos() as f64 / n as f64,
            l.counts().len()
        );
    }
    for limit in [None, Some(1000), Some(100), Some(1)] {
        for _ in 0..3 {
            let l: Arc<Linda<K, V>> = Arc::new(Linda::new());
            l.set_limit(&K::Int(1), limit).unwrap();
            let n = if limit == Some(1) { 500_000u64 } else { 5_000_000u64 };
            let t = Instant::now();
            let l2 = l.clone();
            let h = std::thread::spawn(move || {
                let _r = Running::new();
                let w = Waiter::new();
                for i in 0..n {
                    l2.send(&K::Int(1), &mut Some([i, 0, 0]), Deadline::Never, &w);
                }
            });
            let mut maxq = 0;
            for i in 0..n {
                match l.receive(&[K::Int(1)], Deadline::Never, &w) {
                    ReceiveOutcome::Received((0, v)) => assert_eq!(v[0], i),
                    _ => panic!(),
                }
                if i % 65536 == 0 {
                    maxq = maxq.max(l.count(&K::Int(1)).unwrap_or(0));
                }
            }
            h.join().unwrap();
            println!(
                "stream limit {limit:?}: {:.2} M/s  maxq {maxq}",
                n as f64 / t.elapsed().as_secs_f64() / 1e6
            );
        }
    }
    for _ in 0..3 {
        let l: Arc<Linda<K, V>> = Arc::new(Linda::new());
        let n = 300_000u64;
        let l2 = l.clone();
        let t = Instant::now();
        let h = std::thread::spawn(move || {
            let _r = Running::new();
            let w = Waiter::new();
            for _ in 0..n {
                let ReceiveOutcome::Received((_, v)) = l2.receive(&[K::Int(1)], Deadline::Never, &w) else {
                    panic!()
                };
                l2.send(&K::Int(2), &mut Some(v), Deadline::Never, &w);
            }
        });
        for i in 0..n {
            l.send(&K::Int(1), &mut Some([i, 0, 0]), Deadline::Never, &w);
            l.receive(&[K::Int(2)], Deadline::Never, &w);
        }
        h.join().unwrap();
        println!("ping-pong {:.0} ns/round", t.elapsed().as_nanos() as f64 / n as f64);
    }
    {
        let l: Linda<K, V> = Linda::new();
        let rss = || {
            std::fs::read_to_string("/proc/self/statm")
                .unwrap()
                .split(' ')
                .nth(1)
                .unwrap()
                .parse::<f64>()
                .unwrap()
                * 4096.0
        };
        let a = rss();
        for i in 0..1_000_000u64 {
            l.send(&K::Int(1), &mut Some([i, 0, 0]), Deadline::Never, &w);
        }
        println!("1M values: {:.1} bytes each", (rss() - a) / 1e6);
        for i in 0..200_000u64 {
            l.send(&K::Int(1), &mut Some([i, 0, 0]), Deadline::Never, &w);
        }
        println!("1.2M values: {:.1} bytes each", (rss() - a) / 1.2e6);
    }
}
