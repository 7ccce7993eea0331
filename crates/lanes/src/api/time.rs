//! Time: the clock, dates, and sleep.

use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::platform::{self, LocalDate};
use ::linda::Deadline;
use std::ffi::{CStr, c_int};

/// `lanes.now_secs()`: seconds since the epoch, a float.
pub fn now_secs(q: Quiet<'_>) -> Outcome {
    q.push_num(platform::now_secs());
    Ok(Done(1))
}

/// `core.wakeup_conv(date)`: a local date in seconds since the epoch, a float.
pub fn wakeup_conv(q: Quiet<'_>) -> Outcome {
    q.check_kind(1, Kind::Table)?;
    q.push_num(date_secs(q, 1)?);
    Ok(Done(1))
}

/// The date in the table at `i`, in seconds since the epoch. What nobody could mean comes out negative.
pub fn date_secs(q: Quiet<'_>, i: c_int) -> Result<f64, Fault> {
    let mut date = LocalDate::default();
    q.push_value(i);
    q.protected(1, 0, &mut date, read_date)?;
    Ok(date.to_secs())
}

/// Reads the fields of the date at 1.
fn read_date(r: Raising<'_>, date: &mut LocalDate) -> c_int {
    date.year = integer_field(r, c"year");
    date.month = integer_field(r, c"month");
    date.day = integer_field(r, c"day");
    date.hour = integer_field(r, c"hour");
    date.min = integer_field(r, c"min");
    date.sec = integer_field(r, c"sec");
    push_field(r, c"isdst");
    date.isdst = (r.kind(-1) == Kind::Boolean).then(|| r.truthy(-1));
    0
}

/// A field of the table at 1 without its fraction; 0 if it is no number.
fn integer_field(r: Raising<'_>, name: &CStr) -> i64 {
    push_field(r, name);
    let n = r.number(-1).unwrap_or_default();
    r.pop(1);
    #[allow(clippy::cast_possible_truncation, reason = "truncated on purpose, saturating")]
    {
        n as i64
    }
}

/// Pushes a field of the table at 1 as Lua reads it: `os.time` honours `__index` too.
fn push_field(r: Raising<'_>, name: &CStr) {
    // SAFETY: inside a protected call; the name is terminated.
    unsafe {
        mlua_sys::lua_getfield(r.as_ptr(), 1, name.as_ptr());
    }
}

/// `lanes.sleep([seconds])`: nothing, or `cancel_error` for a lane that is cancelled meanwhile.
pub fn sleep(q: Quiet<'_>) -> Outcome {
    let deadline = duration(q)?;
    let env = crate::api::env(q)?;
    match env.waiter.sleep(deadline) {
        Ok(()) => Ok(Done(0)),
        Err(how) => crate::lindas::cancelled_outcome(q, env.universe.dialect(), how),
    }
}

/// How long to sleep. Numeric strings are no numbers here.
fn duration(q: Quiet<'_>) -> Result<Deadline, Fault> {
    match q.kind(1) {
        Kind::None | Kind::Nil => return Ok(Deadline::Now),
        Kind::Boolean if !q.truthy(1) => return Ok(Deadline::Now),
        Kind::Number => {
            let secs = q.number(1).unwrap_or_default();
            if !secs.is_nan() {
                return Ok(Deadline::after_secs(secs));
            }
        }
        _ => {}
    }
    Err(Fault::Error(format!("invalid duration \"{}\"", q.describe(1))))
}

/// `lanes.sleep([seconds])` of 4.x: `nil, "timeout"`, or `nil, cancel_error` for a lane that is cancelled meanwhile.
/// Without an argument only that ends it.
pub fn sleep4(q: Quiet<'_>) -> Outcome {
    let deadline = match q.kind(1) {
        Kind::None | Kind::Nil => Deadline::Never,
        Kind::Number => match q.number(1) {
            Some(secs) if secs >= 0.0 => Deadline::after_secs(secs),
            _ => return Err(Fault::Arg(1, "duration must be >= 0".to_owned())),
        },
        _ => return Err(Fault::Arg(1, "duration must be a number".to_owned())),
    };
    let env = crate::api::env(q)?;
    if let Err(how) = env.waiter.sleep(deadline) {
        return crate::lindas::cancelled_outcome(q, env.universe.dialect(), how);
    }
    q.push_nil();
    q.push_text(b"timeout")?;
    Ok(Done(2))
}
