//! The end of a universe: who may still start, and whether everybody is asked and waited for.

use super::*;
use linda::{Closing, Roster};
use std::time::Duration;

/// A lane that waits for a request.
struct Lane {
    waiter: Arc<Waiter>,
    life: Life<u8, u8>,
}

type Lanes = Roster<Lane>;

const CLOSING: Closing = Closing { timeout: Duration::MAX, grace: Duration::MAX };
/// One that passes when the model says so.
const SHORT: Closing = Closing { timeout: Duration::ZERO, grace: Duration::ZERO };

fn new() -> Arc<Lane> {
    Arc::new(Lane { waiter: Waiter::new(), life: Life::new(false) })
}

/// Starts a lane, if it may start, that sleeps until it is asked at least this much.
fn start(lanes: &Arc<Lanes>, lane: &Arc<Lane>, by_lane: bool, least: Request) -> Option<JoinHandle<()>> {
    if !lanes.add(lane, by_lane, true) {
        return None;
    }
    let (lanes, lane) = (Arc::clone(lanes), Arc::clone(lane));
    Some(thread::spawn(move || {
        lane.life.run();
        while lane.waiter.request() < least {
            let _ = lane.waiter.sleep(Deadline::Never);
            thread::yield_now();
        }
        lane.life.end(Status::Cancelled, 0);
        lanes.remove(&lane);
        if lane.life.is_released() {
            lanes.unlist(&lane);
        }
    }))
}

fn end(lanes: &Lanes, waiter: &Arc<Waiter>) -> bool {
    lanes.end(&[Request::Hard], Duration::MAX, waiter, |lane, request| lane.waiter.cancel(*request, true))
}

fn close(lanes: &Lanes, closing: Closing, waiter: &Arc<Waiter>) -> usize {
    let kill = |lane: &Arc<Lane>| {
        lane.life.kill();
        lane.waiter.cancel(Request::Kill, true);
    };
    lanes.close(closing, waiter, |lane| lane.waiter.cancel(Request::Hard, true), kill)
}

#[test]
fn closing_waits_for_the_last_lane() {
    model(4, || {
        let lanes = Arc::new(Lanes::default());
        let lane = new();
        let thread = start(&lanes, &lane, false, Request::Hard).unwrap();
        assert_eq!(close(&lanes, CLOSING, &Waiter::new()), 0);
        assert!(lane.life.ended().is_done());
        thread.join().unwrap();
    });
}

#[test]
fn closing_waits_for_two_lanes() {
    model(3, || {
        let lanes = Arc::new(Lanes::default());
        let both = [new(), new()];
        let threads = both.clone().map(|lane| start(&lanes, &lane, false, Request::Hard).unwrap());
        assert_eq!(close(&lanes, CLOSING, &Waiter::new()), 0);
        assert!(both.iter().all(|lane| lane.life.ended().is_done()));
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_lane_that_a_lane_starts_meanwhile_is_refused_or_waited_for() {
    model(3, || {
        let lanes = Arc::new(Lanes::default());
        let lane = new();
        let starter = {
            let (lanes, lane) = (Arc::clone(&lanes), Arc::clone(&lane));
            thread::spawn(move || start(&lanes, &lane, true, Request::Hard))
        };
        let waiter = Waiter::new();
        assert!(end(&lanes, &waiter));
        assert_eq!(close(&lanes, CLOSING, &waiter), 0);
        match starter.join().unwrap() {
            Some(thread) => {
                assert!(lane.life.ended().is_done());
                thread.join().unwrap();
            }
            None => assert_eq!(lane.life.status(), Status::Pending),
        }
    });
}

#[test]
fn what_finalizers_of_the_main_state_start_is_waited_for() {
    model(3, || {
        let lanes = Arc::new(Lanes::default());
        let waiter = Waiter::new();
        let first = start(&lanes, &new(), false, Request::Hard).unwrap();
        assert!(end(&lanes, &waiter));
        let late = new();
        assert!(start(&lanes, &late, true, Request::Hard).is_none(), "lanes start nothing any more");
        let second = start(&lanes, &late, false, Request::Hard).unwrap();
        assert_eq!(close(&lanes, CLOSING, &waiter), 0);
        assert!(late.life.ended().is_done() && !lanes.add(&new(), false, false));
        first.join().unwrap();
        second.join().unwrap();
    });
}

#[test]
fn one_request_after_the_other_until_all_have_ended() {
    model(3, || {
        let lanes = Arc::new(Lanes::default());
        let lane = new();
        let thread = start(&lanes, &lane, false, Request::Hard).unwrap();
        let waiter = Waiter::new();
        let expire = with(&waiter, |waiter| waiter.expire());
        let ask = |lane: &Arc<Lane>, request: &Request| lane.waiter.cancel(*request, true);
        let ended = lanes.end(&[Request::Soft, Request::Hard], Duration::ZERO, &waiter, ask);
        expire.join().unwrap();
        thread.join().unwrap();
        if ended {
            assert!(lane.life.ended().is_done());
        }
    });
}

#[test]
fn who_ends_only_when_told_to_die_is_told_and_counted_if_it_is_too_late() {
    model(3, || {
        let lanes = Arc::new(Lanes::default());
        let lane = new();
        let thread = start(&lanes, &lane, false, Request::Kill).unwrap();
        let waiter = Waiter::new();
        waiter.expire();
        let left = close(&lanes, SHORT, &waiter);
        assert!(left <= 1);
        assert!(left == 1 || lane.life.ended().is_done());
        assert_eq!(lane.life.status(), Status::Killed);
        thread.join().unwrap();
    });
}

#[test]
fn a_lane_is_unlisted_when_it_has_ended_and_its_handle_is_gone() {
    model(4, || {
        let lanes = Arc::new(Lanes::default());
        let lane = new();
        let thread = start(&lanes, &lane, false, Request::None).unwrap();
        if lane.life.release() {
            lanes.unlist(&lane);
        }
        thread.join().unwrap();
        assert!(lanes.listed().is_empty());
    });
}
