//! OS threads, reused: a thread whose lane has ended waits a while for the next one. The pool is the process's, not a
//! universe's; it knows nothing of Lua.

use ::linda::{Deadline, Linda, ReceiveOutcome, Waiter};
use parking_lot::Mutex;
use std::cell::Cell;
use std::sync::Arc;
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
/// Where one thread waits for jobs.
type Desk = Arc<Linda<(), Parcel>>;

/// The desks of waiting threads that no job was promised to. The one that was served last is served first: it may be
/// spinning still, and its stack and memory are in the processor's caches.
static IDLE_DESKS: Mutex<Vec<Desk>> = Mutex::new(Vec::new());

/// Runs the job on a thread of its own, or fails with the system's reason why there is none.
pub fn run(job: Job) -> Result<(), String> {
    let waiting = IDLE_DESKS.lock().pop();
    if let Some(desk) = waiting {
        let parcel = Arc::new(Mutex::new(Some(job)));
        desk.send(&(), &mut Some(parcel), Deadline::Never, &Waiter::new());
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
    let (desk, waiter) = (Desk::default(), Waiter::for_lanes());
    let mut next = Some(first);
    while let Some(job) = next.take() {
        if job() == Reuse::No {
            return;
        }
        next = wait_for_job(&desk, &waiter);
    }
}

fn wait_for_job(desk: &Desk, waiter: &Arc<Waiter>) -> Option<Job> {
    {
        let mut idle = IDLE_DESKS.lock();
        if idle.len() >= MOST_IDLE {
            return None;
        }
        idle.push(desk.clone());
    }
    let mut outcome = desk.receive(&[()], Deadline::At(Instant::now() + IDLE), waiter);
    if !matches!(outcome, ReceiveOutcome::Received(_)) {
        let mut idle = IDLE_DESKS.lock();
        if let Some(at) = idle.iter().position(|other| Arc::ptr_eq(other, desk)) {
            idle.remove(at);
            return None;
        }
        drop(idle);
        // Somebody has taken the desk from the list: the job is there already or about to be sent.
        outcome = desk.receive(&[()], Deadline::Never, waiter);
    }
    match outcome {
        ReceiveOutcome::Received((_, parcel)) => parcel.lock().take(),
        _ => None,
    }
}
