//! The calling thread's priority and CPUs.

use crate::boundary::{Done, Fault, Outcome, Quiet};
use crate::lane;
use crate::platform::{self, MAX_PRIORITY};

/// `lanes.set_thread_priority(n)`: -3 to 3; what the system does not grant is ignored.
pub fn set_thread_priority(q: Quiet<'_>) -> Outcome {
    let n = q.check_integer(1)?;
    let in_range = i32::try_from(n).ok().filter(|n| (-MAX_PRIORITY..=MAX_PRIORITY).contains(n));
    let Some(priority) = in_range else {
        return Err(Fault::Error(format!("priority out of range: -{MAX_PRIORITY}..+{MAX_PRIORITY} ({n})")));
    };
    lane::spoil();
    platform::set_priority(priority);
    Ok(Done(0))
}

/// `lanes.set_thread_affinity(mask)`: the thread runs only on CPUs whose bits are set.
pub fn set_thread_affinity(q: Quiet<'_>) -> Outcome {
    let mask = q.check_integer(1)?;
    let Some(bits) = u64::try_from(mask).ok().filter(|bits| *bits != 0) else {
        return Err(Fault::Error(format!("invalid affinity ({mask})")));
    };
    lane::spoil();
    platform::set_affinity(bits).map_err(|why| Fault::Error(format!("could not set the affinity: {why}")))?;
    Ok(Done(0))
}

/// `lanes.set_singlethreaded([n])`: a request to old systems that no supported one knows.
pub fn set_singlethreaded(_q: Quiet<'_>) -> Outcome {
    Err(Fault::Error("not implemented".to_owned()))
}
