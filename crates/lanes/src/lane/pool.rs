//! OS threads, reused: a thread whose lane has ended waits a while for the next one. The pool is the process's, not a
//! universe's; it knows nothing of Lua.

use ::linda::{Deadline, Linda, ReceiveOutcome, Waiter};
use parking_lot::Mutex;
use std::cell::Cell;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

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

/// A job on its way to a waiting thread.
type Parcel = Arc<Mutex<Option<Job>>>;

struct Pool {
    /// Jobs for waiting threads; each was promised one of them.
    jobs: Linda<(), Parcel>,
    /// Waiting threads that no job was promised to.
    idle: Mutex<usize>,
}

fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| Pool { jobs: Linda::new(), idle: Mutex::new(0) })
}

/// Runs the job on a thread of its own, or fails with the system's reason why there is none.
pub fn run(job: Job) -> Result<(), String> {
    let pool = pool();
    let waiting = {
        let mut idle = pool.idle.lock();
        let waiting = *idle > 0;
        *idle -= usize::from(waiting);
        waiting
    };
    if waiting {
        let parcel = Arc::new(Mutex::new(Some(job)));
        pool.jobs.send(&(), &mut Some(parcel), Deadline::Never, &Waiter::new());
        return Ok(());
    }
    std::thread::Builder::new()
        .name("lane".to_owned())
        .stack_size(STACK)
        .spawn(move || serve(job))
        .map(drop)
        .map_err(|e| e.to_string())
}

fn serve(first: Job) {
    let waiter = Waiter::new();
    let mut next = Some(first);
    while let Some(job) = next.take() {
        if job() == Reuse::No {
            return;
        }
        next = wait_for_job(&waiter);
    }
}

fn wait_for_job(waiter: &Arc<Waiter>) -> Option<Job> {
    let pool = pool();
    {
        let mut idle = pool.idle.lock();
        if *idle >= MOST_IDLE {
            return None;
        }
        *idle += 1;
    }
    let mut outcome = pool.jobs.receive(&[()], Deadline::At(Instant::now() + IDLE), waiter);
    if !matches!(outcome, ReceiveOutcome::Received(_)) {
        let mut idle = pool.idle.lock();
        if *idle > 0 {
            *idle -= 1;
            return None;
        }
        drop(idle);
        // Every waiting thread was promised a job in the meantime, so one of the jobs is ours: it is there already or
        // about to be sent.
        outcome = pool.jobs.receive(&[()], Deadline::Never, waiter);
    }
    match outcome {
        ReceiveOutcome::Received((_, parcel)) => parcel.lock().take(),
        _ => None,
    }
}
