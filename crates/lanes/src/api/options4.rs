//! The options of `lanes.configure` as 4.x has them.

use super::options::Options;
use crate::boundary::{Fault, Kind, Quiet};
use crate::lane::allocator::Allocator;
use crate::lindas::NULL;
use crate::universe::Fallback;

/// Why a value is refused.
type Refusal = Result<(), &'static str>;

const NOT_A_NUMBER: &str = "not a number";
const OUT_OF_RANGE: &str = "value out of range";
const UNKNOWN: &str = "unknown value";

/// Takes the option whose name and value are on top.
pub fn take(options: &mut Options, q: Quiet<'_>) -> Result<(), Fault> {
    let unknown = || Fault::Error(format!("Unknown setting [{}] = {}", q.describe(-2), q.describe(-1)));
    let name = q.bytes(-2).and_then(|name| std::str::from_utf8(name).ok()).ok_or_else(unknown)?;
    let taken = match name {
        "allocator" => allocator(q).map(|allocator| options.allocator = allocator),
        "api" => Ok(()),
        "convert_fallback" => fallback(q).map(|fallback| options.convert_fallback = fallback),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 10")]
        "convert_max_attempts" => number(q, |n| n > 0.0 && n < 10.0)
            // Fractions are cut off, but there is one attempt at least.
            .map(|n| options.convert_max_attempts = (n as u32).max(1)),
        "internal_allocator" => internal_allocator(q),
        "keepers_gc_threshold" => number(q, |_| true).map(drop),
        "linda_wake_period" if q.bytes(-1) == Some(b"never") => {
            options.linda_wake_period = None;
            Ok(())
        }
        "linda_wake_period" => number(q, |n| n > 0.0).map(|n| options.linda_wake_period = Some(n)),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "100 at most")]
        "nb_user_keepers" => {
            number(q, |n| (0.0..=100.0).contains(&n)).map(|n| options.nb_user_keepers = n as u32)
        }
        "on_lane_error" => options.take_on_lane_error(q).then_some(()).ok_or(UNKNOWN),
        "on_state_create" => {
            options.has_on_state_create = true;
            if q.kind(-1) == Kind::Function { Ok(()) } else { Err("not a function") }
        }
        "shutdown_timeout" => {
            number(q, |n| (0.0..=3600.0).contains(&n)).map(|n| options.shutdown_timeout = n)
        }
        "strip_functions" => boolean(q).map(|on| options.strip_functions = on),
        "track_lanes" => boolean(q).map(|on| options.track_lanes = on),
        "verbose_errors" => boolean(q).map(|on| options.verbose_errors = on),
        "with_timers" => boolean(q).map(|on| options.with_timers = on),
        _ => return Err(unknown()),
    };
    taken.map_err(|reason| bad(q, name, reason))
}

/// The error for the value on top.
pub fn bad(q: Quiet<'_>, name: &str, reason: &str) -> Fault {
    Fault::Error(format!("Bad parameter {name}: {} ({reason})", q.describe(-1)))
}

fn number(q: Quiet<'_>, in_range: impl Fn(f64) -> bool) -> Result<f64, &'static str> {
    if q.kind(-1) != Kind::Number {
        return Err(NOT_A_NUMBER);
    }
    q.number(-1).filter(|n| in_range(*n)).ok_or(OUT_OF_RANGE)
}

fn boolean(q: Quiet<'_>) -> Result<bool, &'static str> {
    if q.kind(-1) == Kind::Boolean { Ok(q.truthy(-1)) } else { Err("not a boolean") }
}

/// A function is looked at when all options are read.
fn allocator(q: Quiet<'_>) -> Result<Allocator, &'static str> {
    match q.bytes(-1) {
        Some(b"protected") => Ok(Allocator::Protected),
        None if q.kind(-1) == Kind::Function => Ok(Allocator::Default),
        _ => Err(UNKNOWN),
    }
}

fn internal_allocator(q: Quiet<'_>) -> Refusal {
    match q.bytes(-1) {
        Some(b"libc" | b"allocator") => Ok(()),
        Some(_) => Err(UNKNOWN),
        None => Err("not a string"),
    }
}

fn fallback(q: Quiet<'_>) -> Result<Fallback, &'static str> {
    if q.bytes(-1) == Some(b"decay") {
        Ok(Fallback::Decay)
    } else if q.kind(-1) == Kind::Light && q.userdata(-1) as usize == NULL {
        Ok(Fallback::Null)
    } else {
        Err("must be nil, lanes.null or 'decay'")
    }
}
