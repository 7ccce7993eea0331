#![allow(missing_docs)]
use linda::*;
use std::sync::Arc;
use std::time::Instant;
type V = [u64; 3];
fn ctx() -> String {
    let mut s = String::new();
    for t in std::fs::read_dir("/proc/self/task").unwrap() {
        let f = std::fs::read_to_string(t.unwrap().path().join("status")).unwrap_or_default();
        for l in f.lines().filter(|l| l.contains("ctxt")) {
            s += l.split_whitespace().last().unwrap();
            s += " ";
        }
        s += "| ";
    }
    s
}
fn main() {
    let _r = Running::new();
    let w = Waiter::new();
    for _ in 0..3 {
        let l: Arc<Linda<i64, V>> = Arc::new(Linda::new());
        let n = 300_000u64;
        let l2 = l.clone();
        let t = Instant::now();
        let h = std::thread::spawn(move || {
            let _r = Running::new();
            let w = Waiter::new();
            for _ in 0..n {
                let ReceiveOutcome::Received((_, v)) = l2.receive(&[1], Deadline::Never, &w) else {
                    panic!()
                };
                l2.send(&2, &mut Some(v), Deadline::Never, &w);
            }
            println!("{}", ctx());
        });
        for i in 0..n {
            l.send(&1, &mut Some([i, 0, 0]), Deadline::Never, &w);
            l.receive(&[2], Deadline::Never, &w);
        }
        h.join().unwrap();
        println!("ping-pong {:.0} ns/round {}", t.elapsed().as_nanos() as f64 / n as f64, ctx());
    }
}
