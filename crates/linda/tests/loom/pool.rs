//! Idle threads and jobs on their way to them: each job that a pool takes is done once, whoever comes first.

use super::*;
use linda::{Pool, Worker};
use std::time::Duration;

/// For ever, and until the model lets the worker's time be over.
const FOR_EVER: Duration = Duration::MAX;
const A_WHILE: Duration = Duration::ZERO;

type Jobs = Pool<u8>;

/// A thread that takes so many jobs at most.
fn worker(jobs: &Arc<Jobs>, most: usize, patience: Duration) -> (Arc<Waiter>, JoinHandle<Vec<u8>>) {
    let worker = Worker::new();
    let waiter = worker.waiter().clone();
    let thread = with(jobs, move |jobs| {
        let next = || jobs.next(&worker, patience);
        std::iter::repeat_with(next).take(most).map_while(|job| job).collect()
    });
    (waiter, thread)
}

/// Offers the jobs, and gives those that were taken.
fn offer(jobs: &Jobs, offered: &[u8]) -> Vec<u8> {
    offered.iter().copied().filter(|job| jobs.offer(*job).is_ok()).collect()
}

#[test]
fn a_waiting_worker_is_called() {
    model(4, || {
        let jobs = Arc::new(Jobs::new(1));
        let (_, thread) = worker(&jobs, 1, FOR_EVER);
        while jobs.offer(1).is_err() {
            thread::yield_now();
        }
        assert_eq!(thread.join().unwrap(), [1]);
        assert_eq!(jobs.offer(2), Err(2), "nobody is idle");
    });
}

#[test]
fn a_worker_whose_time_is_over_does_what_it_was_called_for() {
    model(4, || {
        let jobs = Arc::new(Jobs::new(1));
        let (waiter, thread) = worker(&jobs, 2, A_WHILE);
        let (offering, expiring) =
            (with(&jobs, |jobs| offer(jobs, &[1])), with(&waiter, |waiter| waiter.expire()));
        expiring.join().unwrap();
        assert_eq!(offering.join().unwrap(), thread.join().unwrap());
        assert_eq!(jobs.offer(2), Err(2), "nobody is idle");
    });
}

/// One worker does a single job, which may last for ever, and the other one any number of them.
#[test]
fn whoever_comes_first_takes_a_job_and_none_is_left() {
    model(2, || {
        let jobs = Arc::new(Jobs::new(2));
        let (one, first) = worker(&jobs, 1, A_WHILE);
        let (other, second) = worker(&jobs, 9, A_WHILE);
        let taken = offer(&jobs, &[1, 2]);
        one.expire();
        other.expire();
        let mut done = first.join().unwrap();
        done.extend(second.join().unwrap());
        done.sort_unstable();
        assert_eq!(done, taken);
        assert_eq!(jobs.offer(3), Err(3), "nobody is idle");
    });
}
