//! Idle threads, and the jobs on their way to them.
//!
//! For each job that is queued one idle thread is called, and whoever comes first takes the job: a thread that has just
//! finished its own is there long before one that slept, and the core that it would leave is the one that the other waits for.
//!
//! One lock guards the queue and the idle threads' bells. What ends a thread's wait is its bell: it is rung exactly once
//! after somebody has taken it from the idle ones, or the thread takes it back itself when its time is over. No job is left
//! behind by that: there are never more of them queued than threads that were called and have not looked yet, as a call adds
//! one of both, and a thread that looks takes a job with it if there is one.

use crate::deadline::Deadline;
use crate::linda::Linda;
use crate::outcome::ReceiveOutcome;
use crate::sync::Mutex;
use crate::wait::Waiter;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// What a thread sleeps on until it is called.
type Bell = Arc<Linda<(), ()>>;

/// A thread that takes jobs from a [`Pool`], as the pool sees it.
pub struct Worker {
    bell: Bell,
    waiter: Arc<Waiter>,
}

impl Worker {
    /// One for the calling thread.
    #[must_use]
    pub fn new() -> Worker {
        Worker { bell: Bell::default(), waiter: Waiter::for_lanes() }
    }

    /// What its thread waits with.
    pub fn waiter(&self) -> &Arc<Waiter> {
        &self.waiter
    }
}

impl Default for Worker {
    fn default() -> Self {
        Worker::new()
    }
}

/// The threads that have nothing to do, and what there is to do for those of them that were called.
pub struct Pool<J> {
    shared: Mutex<Shared<J>>,
    most_idle: usize,
}

struct Shared<J> {
    jobs: VecDeque<J>,
    /// Those that were not called. The one that came last is called first: it may be spinning still, and its stack and
    /// memory are in the processor's caches.
    idle: Vec<Bell>,
}

impl<J> Pool<J> {
    /// One without threads, which keeps so many of them waiting at most.
    #[must_use]
    pub fn new(most_idle: usize) -> Pool<J> {
        Pool { shared: Mutex::new(Shared { jobs: VecDeque::new(), idle: Vec::new() }), most_idle }
    }

    /// Has a thread of the pool do the job.
    ///
    /// # Errors
    /// The job, if no thread is idle.
    pub fn offer(&self, job: J) -> Result<(), J> {
        let bell = {
            let mut shared = self.shared.lock();
            let Some(bell) = shared.idle.pop() else { return Err(job) };
            shared.jobs.push_back(job);
            bell
        };
        bell.send(&(), &mut Some(()), Deadline::Never, &Waiter::new());
        Ok(())
    }

    /// The worker's next job; waits for one as long as said. `None` if there was none, or if enough others wait: the thread
    /// may end then.
    pub fn next(&self, worker: &Worker, patience: Duration) -> Option<J> {
        loop {
            {
                let mut shared = self.shared.lock();
                if let Some(job) = shared.jobs.pop_front() {
                    return Some(job);
                }
                if shared.idle.len() >= self.most_idle {
                    return None;
                }
                shared.idle.push(worker.bell.clone());
            }
            let called = worker.bell.receive(&[()], Deadline::after(patience), &worker.waiter);
            if !matches!(called, ReceiveOutcome::Received(_)) {
                let mut shared = self.shared.lock();
                if let Some(at) = shared.idle.iter().position(|bell| Arc::ptr_eq(bell, &worker.bell)) {
                    shared.idle.remove(at);
                    return None;
                }
                drop(shared);
                // Somebody has taken the bell: it rings already, or is about to.
                let _ = worker.bell.receive(&[()], Deadline::Never, &worker.waiter);
            }
        }
    }
}
