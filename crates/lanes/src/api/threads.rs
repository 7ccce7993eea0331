//! The calling thread's priority and CPUs.

use crate::boundary::{Done, Fault, Outcome, Quiet};
use crate::dialect::Dialect;
use crate::lane;
use crate::platform::{self, MAX_PRIORITY};
use std::ffi::c_int;

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

/// `lanes.set_thread_priority(n [, "native"])` of 4.x: what the system does not grant is ignored on our own scale, and an
/// error on its own.
pub fn set_thread_priority4(q: Quiet<'_>) -> Outcome {
    let n = q.check_integer(1)?;
    let native = is_native(q, 2);
    let (least, most) = platform::priority_range(Dialect::V4, native);
    let in_range = i32::try_from(n).ok().filter(|n| (least..=most).contains(n));
    let Some(priority) = in_range else {
        return Err(Fault::Error(format!("priority out of range: {least}..+{most} ({n})")));
    };
    lane::spoil();
    if native {
        platform::set_native_priority(priority)
            .map_err(|code| Fault::Error(format!("set_thread_priority() failed with code {code}")))?;
    } else {
        platform::set_priority(priority);
    }
    Ok(Done(0))
}

/// `lanes.thread_priority_range(["native"])`: the least and the greatest priority.
pub fn thread_priority_range(q: Quiet<'_>) -> Outcome {
    let (least, most) = platform::priority_range(crate::api::env(q)?.universe.dialect(), is_native(q, 1));
    q.push_int(least.into());
    q.push_int(most.into());
    Ok(Done(2))
}

fn is_native(q: Quiet<'_>, i: c_int) -> bool {
    q.bytes(i) == Some(b"native")
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
