//! Reading the arguments that the methods share: keys, and the optional timeout.

use crate::boundary::{Fault, Kind, Quiet};
use crate::value::{Key, read_key};
use ::linda::Deadline;
use std::ffi::c_int;

/// The key at `i`.
#[inline]
pub fn key(q: Quiet<'_>, i: c_int) -> Result<Key, Fault> {
    read_key(*q, i).ok_or_else(|| {
        Fault::Error(format!(
            "argument #{i}: invalid key type (not a boolean, string, number or light userdata)"
        ))
    })
}

/// The optional timeout at 2: a real number of seconds or an explicit nil. Gives the deadline and the index of what
/// follows.
#[inline]
pub fn deadline(q: Quiet<'_>) -> Result<(Deadline, c_int), Fault> {
    match q.kind(2) {
        Kind::Number => {
            let secs = q.number(2).unwrap_or_default();
            if secs.is_nan() {
                return Err(Fault::Arg(2, "timeout is not a number (nan)".to_owned()));
            }
            Ok((Deadline::after_secs(secs), 3))
        }
        Kind::Nil => Ok((Deadline::Never, 3)),
        _ => Ok((Deadline::Never, 2)),
    }
}

/// A count of values at `i`: an integer from `least` up.
pub fn count(q: Quiet<'_>, i: c_int, least: i64, complaint: &str) -> Result<usize, Fault> {
    let n = q.check_integer(i)?;
    if n < least {
        return Err(Fault::Arg(i, complaint.to_owned()));
    }
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}
