//! The options of `lanes.configure` as 3.x has them.

use super::options::Options;
use crate::boundary::{Fault, Kind, Quiet};
use crate::lane::allocator;

/// The option names.
const OPTIONS: [&str; 10] = [
    "nb_keepers",
    "with_timers",
    "verbose_errors",
    "allocator",
    "demote_full_userdata",
    "track_lanes",
    "on_state_create",
    "shutdown_timeout",
    "on_lane_error",
    "api",
];

/// Takes the option whose name and value are on top.
pub fn take(options: &mut Options, q: Quiet<'_>) -> Result<(), Fault> {
    let name = q.bytes(-2).and_then(|key| OPTIONS.iter().find(|o| o.as_bytes() == key));
    let Some(name) = name else {
        let key = q.describe(-2);
        return Err(Fault::Error(format!("Unknown parameter '{key}' in configure options")));
    };
    if set(options, q, name)? { Ok(()) } else { Err(Fault::Error(format!("Bad {name}: {}", q.describe(-1)))) }
}

/// False if the value will not do.
fn set(options: &mut Options, q: Quiet<'_>, name: &str) -> Result<bool, Fault> {
    let kind = q.kind(-1);
    let number = (kind == Kind::Number).then(|| q.number(-1).unwrap_or_default());
    match name {
        "nb_keepers" => match number {
            Some(n) if n > 0.0 && n < 1.0 => {
                return Err(Fault::Error("Bad number of keepers (0)".to_owned()));
            }
            n => return Ok(n.is_some_and(|n| n > 0.0 && n.is_finite())),
        },
        "with_timers" => options.with_timers = kind != Kind::Boolean || q.truthy(-1),
        "verbose_errors" => options.verbose_errors = q.truthy(-1),
        "demote_full_userdata" => options.demote_full_userdata = q.truthy(-1),
        "track_lanes" => options.track_lanes = q.truthy(-1),
        "allocator" => match allocator::read(q)? {
            Some(allocator) => options.allocator = allocator,
            None => return Ok(false),
        },
        "on_state_create" => {
            options.has_on_state_create = true;
            return Ok(kind == Kind::Function);
        }
        "on_lane_error" => return Ok(options.take_on_lane_error(q)),
        "shutdown_timeout" => {
            options.shutdown_timeout = number.unwrap_or(-1.0);
            return Ok(options.shutdown_timeout >= 0.0);
        }
        _ => {}
    }
    Ok(true)
}
