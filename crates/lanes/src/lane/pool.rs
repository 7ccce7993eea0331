//! OS threads, reused: a thread whose lane has ended waits a while for the next one. The pool is the process's, not a
//! universe's; it knows nothing of Lua.

use ::linda::{Pool, Worker};
use std::cell::Cell;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::time::Duration;

thread_local! {
    /// This thread's settings were changed in a way that the next lane should not inherit.
    static SPOILED: Cell<bool> = const { Cell::new(false) };
}

/// The calling thread shall not serve another lane.
pub fn spoil() {
    SPOILED.set(true);
}

/// Whether [`spoil`] was called on this thread.
pub fn is_spoiled() -> bool {
    SPOILED.get()
}

/// What a thread is to do.
pub type Job = Box<dyn FnOnce() -> Reuse + Send>;

/// Whether the thread may serve again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// As good as new.
    Yes,
    /// Its priority or affinity was changed.
    No,
}

/// How long an idle thread waits for work.
const IDLE: Duration = Duration::from_secs(5);
/// How many idle threads are kept.
const MOST_IDLE: usize = 32;
/// The stack of a thread: what most systems give a process's main thread. Only pages that are touched cost memory.
const STACK: usize = 8 << 20;

/// Null until the first lane, and again in a forked process until its first one: idle threads do not come along. A pool
/// lives for ever.
static POOL: AtomicPtr<Pool<Job>> = AtomicPtr::new(null_mut());

fn pool() -> &'static Pool<Job> {
    let mut pool = POOL.load(Ordering::Acquire);
    if pool.is_null() {
        let new = Box::into_raw(Box::new(Pool::new(MOST_IDLE)));
        match POOL.compare_exchange(pool, new, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => pool = new,
            Err(others) => {
                // SAFETY: it was just made, and nobody has seen it.
                drop(unsafe { Box::from_raw(new) });
                pool = others;
            }
        }
    }
    // SAFETY: it was made above, by whichever thread, and is never freed.
    unsafe { &*pool }
}

/// In a forked process: the threads are the parent's. Only writes an atomic.
pub fn forget_threads() {
    POOL.store(null_mut(), Ordering::Release);
}

/// Runs the job on a thread of its own, or fails with the system's reason why there is none.
pub fn run(job: Job) -> Result<(), String> {
    let Err(job) = pool().offer(job) else { return Ok(()) };
    std::thread::Builder::new()
        .name("lane".to_owned())
        .stack_size(STACK)
        .spawn(move || serve(job))
        .map(drop)
        .map_err(|e| e.to_string())
}

fn serve(first: Job) {
    let worker = Worker::new();
    let mut next = Some(first);
    while let Some(job) = next.take() {
        if job() == Reuse::No {
            return;
        }
        next = pool().next(&worker, IDLE);
    }
}
