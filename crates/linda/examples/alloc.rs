#![allow(missing_docs, clippy::undocumented_unsafe_blocks)]
use linda::*; use std::alloc::*; use std::sync::atomic::*; use std::sync::Arc;
struct A; static N: AtomicUsize = AtomicUsize::new(0);
unsafe impl GlobalAlloc for A { unsafe fn alloc(&self, l: Layout) -> *mut u8 { N.fetch_add(1, Ordering::Relaxed); unsafe { System.alloc(l) } } unsafe fn dealloc(&self, p: *mut u8, l: Layout) { unsafe { System.dealloc(p, l) } } }
#[global_allocator] static G: A = A;
fn main() { let w = Waiter::new(); let l: Arc<Linda<i64, [u64;3]>> = Arc::new(Linda::new());
  for part in 0..4 {
  let mut go = |n: i64| for i in 0..n { match part {
    0 => { l.send(&1, &mut Some([1,1,1]), Deadline::Never, &w); l.receive(&[1], Deadline::Never, &w); }
    1 => { l.set(&(i%3), &mut Some([1,1,1])).unwrap(); }
    2 => { for k in 0..7 { l.send(&k, &mut Some([1,1,1]), Deadline::Never, &w); } for k in 0..7 { l.receive(&[k], Deadline::Never, &w); } }
    _ => { l.update(&5, Deadline::Never, &w, |_| Ok::<_,()>([1,1,1])); } } };
  go(100); let a = N.load(Ordering::Relaxed); go(1000); println!("{part}: {} allocations", N.load(Ordering::Relaxed)-a); }
  let l2 = l.clone(); l.set(&1, &mut None).unwrap(); let h = std::thread::spawn(move || { let w = Waiter::new(); for _ in 0..100_000 { l2.receive(&[1], Deadline::Never, &w); l2.send(&2, &mut Some([0,0,0]), Deadline::Never, &w); } });
  l.set(&2, &mut None).unwrap();
  let mut a = 0; for i in 0..100_000 { if i == 1000 { a = N.load(Ordering::Relaxed); } l.send(&1, &mut Some([1,1,1]), Deadline::Never, &w); l.receive(&[2], Deadline::Never, &w); } println!("ping-pong: {}", N.load(Ordering::Relaxed)-a); h.join().unwrap();
}
