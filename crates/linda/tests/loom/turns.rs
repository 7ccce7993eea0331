//! Coroutine lanes: yields, resumes, joins and cancels at any moment.

use super::*;
use linda::Next;

type Lane = Life<u8, u8>;

fn life() -> Arc<Lane> {
    Arc::new(Lane::new(true))
}

/// A lane's thread: yields this until it is told to end, whatever wakes it meanwhile; gives what it was resumed
/// with.
fn yields(life: &Arc<Lane>, value: u8) -> JoinHandle<Vec<u8>> {
    with(life, move |life| {
        let mut got = Vec::new();
        let value = Arc::new(Ok(value));
        life.run();
        loop {
            match life.suspend(&value) {
                Next::Resume(v) => got.push(v),
                Next::End => break,
                Next::Wake => {}
            }
            life.taken();
            life.run();
        }
        life.end(Status::Done, 0);
        got
    })
}

/// Waits until the lane stands at a yield or has ended.
fn turn(life: &Lane) -> Waited {
    life.ended().wait_or_pause(Deadline::Never, &Waiter::new())
}

/// Joins the lane: where it stands at a yield, it is ended there.
fn join(life: &Lane) {
    while turn(life) == Waited::Paused {
        if life.end_at_yield() {
            assert_eq!(life.ended().wait(Deadline::Never, &Waiter::new()), Waited::Done);
        }
    }
    assert!(life.ended().is_done());
}

fn yielded(resumed: &Resumed<u8>) -> Option<u8> {
    match resumed {
        Resumed::Yes(values) => values.as_ref().as_ref().ok().copied(),
        _ => None,
    }
}

#[test]
fn values_go_to_and_fro() {
    model(4, || {
        let life = life();
        let thread = yields(&life, 5);
        assert_eq!(turn(&life), Waited::Paused);
        assert_eq!(life.status(), Status::Suspended);
        assert_eq!(yielded(&life.resume(1)), Some(5));
        assert_eq!(turn(&life), Waited::Paused);
        assert_eq!(yielded(&life.resume(2)), Some(5));
        join(&life);
        assert_eq!(life.status(), Status::Done);
        assert_eq!(thread.join().unwrap(), [1, 2]);
    });
}

#[test]
fn a_resume_before_the_yield_is_refused_and_changes_nothing() {
    model(4, || {
        let life = life();
        let thread = yields(&life, 5);
        let early = life.resume(1);
        let expected = match yielded(&early) {
            Some(5) => vec![1],
            _ => {
                assert_eq!(early, Resumed::NotSuspended);
                vec![]
            }
        };
        join(&life);
        assert_eq!(thread.join().unwrap(), expected);
    });
}

#[test]
fn a_lane_that_is_to_die_never_stays_at_a_yield() {
    model(4, || {
        let life = life();
        let thread = yields(&life, 5);
        life.kill();
        life.wake();
        assert_eq!(thread.join().unwrap(), []);
        assert!(life.ended().is_done());
    });
}

#[test]
fn a_resume_and_the_order_to_die_meet() {
    model(3, || {
        let life = life();
        let thread = yields(&life, 5);
        let killer = with(&life, |life| {
            life.kill();
            life.wake();
        });
        let mut resumed = Resumed::NotSuspended;
        if turn(&life) == Waited::Paused {
            resumed = life.resume(1);
        }
        killer.join().unwrap();
        let got = thread.join().unwrap();
        match resumed {
            Resumed::Yes(_) => assert_eq!(got, [1]),
            Resumed::NotSuspended => assert_eq!(got, []),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn a_wake_ends_one_yield_and_no_more() {
    model(4, || {
        let life = life();
        let thread = with(&life, |life| {
            let value = Arc::new(Ok(5));
            assert_eq!(life.suspend(&value), Next::Wake);
            life.taken();
            assert_eq!(life.suspend(&value), Next::Resume(1));
            life.taken();
            life.end(Status::Done, 0);
        });
        life.wake();
        // The first yield may be there still, about to be left.
        while yielded(&life.resume(1)).is_none() {
            assert_eq!(turn(&life), Waited::Paused);
        }
        thread.join().unwrap();
    });
}

#[test]
fn values_that_do_not_arrive_leave_the_lane_where_it_stood() {
    model(4, || {
        let life = life();
        let thread = with(&life, |life| {
            let value = Arc::new(Ok(5));
            assert_eq!(life.suspend(&value), Next::Resume(1));
            // Not taken: it stands there again.
            let next = life.suspend(&value);
            life.end(Status::Done, 0);
            next
        });
        assert_eq!(turn(&life), Waited::Paused);
        assert_eq!(life.resume(1), Resumed::Refused);
        assert_eq!(turn(&life), Waited::Paused);
        assert!(life.end_at_yield());
        assert_eq!(thread.join().unwrap(), Next::End);
    });
}

#[test]
fn a_wake_that_meets_a_refused_resume_is_not_lost() {
    model(3, || {
        let life = life();
        let thread = with(&life, |life| {
            let value = Arc::new(Ok(5));
            while !matches!(life.suspend(&value), Next::Wake) {}
            life.end(Status::Done, 0);
        });
        let waker = with(&life, |life| life.wake());
        if turn(&life) == Waited::Paused {
            life.resume(1);
        }
        waker.join().unwrap();
        thread.join().unwrap();
    });
}

#[test]
fn a_lane_that_ends_instead_of_taking_the_values_lets_the_resumer_go() {
    model(4, || {
        let life = life();
        let thread = with(&life, |life| {
            assert_eq!(life.suspend(&Arc::new(Ok(5))), Next::Resume(1));
            life.end(Status::Error, 0);
        });
        assert_eq!(turn(&life), Waited::Paused);
        assert_eq!(yielded(&life.resume(1)), Some(5));
        thread.join().unwrap();
    });
}

#[test]
fn a_join_and_a_resume_meet() {
    model(3, || {
        let life = life();
        let thread = yields(&life, 5);
        let joiner = with(&life, |life| join(life));
        let resumed = yielded(&life.resume(1)).is_some();
        joiner.join().unwrap();
        assert_eq!(thread.join().unwrap().len(), usize::from(resumed));
    });
}
