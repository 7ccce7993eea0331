//! The end of a lane: who waits for it, who reads it, who reports it.

use super::*;

#[test]
fn a_completion_wakes_all() {
    model(3, || {
        let done = Arc::new(Completion::new());
        let waiters: Vec<_> =
            (0..2).map(|_| with(&done, |done| done.wait(Deadline::Never, &Waiter::new()))).collect();
        done.complete();
        for waiter in waiters {
            assert_eq!(waiter.join().unwrap(), Waited::Done);
        }
        assert!(done.is_done());
    });
}

#[test]
fn a_completion_is_interrupted_by_a_kill_only() {
    loom::model(|| {
        let done = Arc::new(Completion::new());
        let w = Waiter::new();
        let waiting = {
            let (done, w) = (Arc::clone(&done), Arc::clone(&w));
            thread::spawn(move || done.wait(soon(), &w))
        };
        w.cancel(Request::Hard, true);
        w.cancel(Request::Kill, true);
        assert_eq!(waiting.join().unwrap(), Waited::Killed);
    });
    loom::model(|| {
        let done = Arc::new(Completion::new());
        let w = Waiter::new();
        let waiting = {
            let (done, w) = (Arc::clone(&done), Arc::clone(&w));
            thread::spawn(move || done.wait(soon(), &w))
        };
        w.cancel(Request::Hard, true);
        w.expire();
        assert_eq!(waiting.join().unwrap(), Waited::TimedOut);
    });
}

type Lane = Life<u8, u8>;

/// A lane's thread that ends at once in this way. Gives how often it reports an error.
fn lane(life: &Arc<Lane>, status: Status, ending: u8) -> JoinHandle<usize> {
    with(life, move |life| {
        life.run();
        usize::from(life.end(status, ending) && life.claim_report())
    })
}

#[test]
fn a_final_status_means_that_the_ending_is_there() {
    loom::model(|| {
        let life = Arc::new(Lane::new(false));
        let thread = lane(&life, Status::Done, 7);
        match life.status() {
            Status::Pending | Status::Running => {}
            Status::Done => assert_eq!(life.read().as_deref(), Some(&7)),
            other => panic!("{other:?}"),
        }
        assert_eq!(life.ended().wait(Deadline::Never, &Waiter::new()), Waited::Done);
        assert_eq!((life.status(), life.read().as_deref()), (Status::Done, Some(&7)));
        assert_eq!(thread.join().unwrap(), 0);
    });
}

#[test]
fn an_error_is_read_or_reported_and_never_twice() {
    loom::model(|| {
        let life = Arc::new(Lane::new(false));
        let thread = lane(&life, Status::Error, 7);
        let read = life.read().is_some();
        let by_handle = usize::from(life.release() && life.claim_report());
        assert_eq!(usize::from(read) + by_handle + thread.join().unwrap(), 1);
    });
}

#[test]
fn a_killed_lane_shows_as_killed_from_then_on() {
    loom::model(|| {
        let life = Arc::new(Lane::new(false));
        let thread = lane(&life, Status::Error, 7);
        life.kill();
        assert_eq!(life.status(), Status::Killed);
        let by_handle = life.release() && life.claim_report();
        assert!(!by_handle, "what was told to die is not reported");
        assert_eq!(thread.join().unwrap(), 0);
        assert_eq!(life.status(), Status::Killed);
    });
}

#[test]
fn two_join_one_lane() {
    model(3, || {
        let life = Arc::new(Lane::new(false));
        let thread = lane(&life, Status::Cancelled, 7);
        let other = with(&life, |life| life.ended().wait(Deadline::Never, &Waiter::new()));
        assert_eq!(life.ended().wait(Deadline::Never, &Waiter::new()), Waited::Done);
        assert_eq!(other.join().unwrap(), Waited::Done);
        thread.join().unwrap();
    });
}
