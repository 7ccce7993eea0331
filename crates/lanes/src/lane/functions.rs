//! The functions that every lane has as globals.

use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising, to_bytes, to_text};
use crate::dialect::Dialect;
use crate::entry;
use crate::ffi::{keys, lua_CFunction};
use crate::lindas::CANCEL_ERROR;
use crate::platform;
use ::linda::Request;
use std::ffi::{c_int, c_void};

entry!(c_set_finalizer = set_finalizer);
entry!(c_set_debug_threadname = set_debug_threadname);
entry!(c_set_error_reporting = set_error_reporting);
entry!(c_cancel_test = cancel_test);
entry!(c_lane_threadname = lane_threadname);
entry!(c_cancel_test4 = cancel_test4);

/// The lane functions, by name.
pub fn functions(dialect: Dialect) -> &'static [(&'static str, lua_CFunction)] {
    match dialect {
        Dialect::V3 => FUNCTIONS_V3,
        Dialect::V4 => FUNCTIONS_V4,
    }
}

static FUNCTIONS_V3: &[(&str, lua_CFunction)] = &[
    ("set_finalizer", c_set_finalizer),
    ("set_debug_threadname", c_set_debug_threadname),
    ("set_error_reporting", c_set_error_reporting),
    ("cancel_test", c_cancel_test),
];

static FUNCTIONS_V4: &[(&str, lua_CFunction)] = &[
    ("set_finalizer", c_set_finalizer),
    ("lane_threadname", c_lane_threadname),
    ("cancel_test", c_cancel_test4),
];

/// Sets them as globals.
pub fn set_globals(r: Raising<'_>, dialect: Dialect) {
    r.push_globals();
    for (name, function) in functions(dialect) {
        r.push_c_function(*function);
        r.set_field(-2, name);
    }
    r.pop(1);
}

/// `set_finalizer(f)`
fn set_finalizer(q: Quiet<'_>) -> Outcome {
    if q.kind(1) != Kind::Function {
        return Err(Fault::Arg(1, "finalizer should be a function".to_owned()));
    }
    if q.top() > 1 {
        return Err(Fault::Arg(1, "too many arguments".to_owned()));
    }
    fn append(r: Raising<'_>, (): &mut ()) -> c_int {
        if r.registry(&keys::FINALIZERS) != Kind::Table {
            r.pop(1);
            r.create_table(4, 0);
            r.push_value(-1);
            r.registry_set(&keys::FINALIZERS);
        }
        r.push_value(1);
        r.raw_seti(-2, i32::try_from(r.raw_len(-2)).unwrap_or(i32::MAX - 1) + 1);
        0
    }
    q.protected(1, 0, &mut (), append)?;
    Ok(Done(0))
}

/// `set_debug_threadname(name)`
fn set_debug_threadname(q: Quiet<'_>) -> Outcome {
    let name = to_text(q.check_string(1)?);
    q.check_count(1)?;
    name_lane(q, &name)?;
    Ok(Done(0))
}

/// `lane_threadname([name])` (4.x): gives the lane's name, or sets it.
fn lane_threadname(q: Quiet<'_>) -> Outcome {
    match (q.top(), q.kind(1)) {
        (0, _) => {
            let env = crate::api::env(q)?;
            let name = env.lane.as_ref().map_or_else(|| "main".into(), |lane| lane.name());
            q.push_text(&to_bytes(&name))?;
            return Ok(Done(1));
        }
        (1, Kind::Nil) => name_lane(q, "")?,
        (1, Kind::Number) => name_lane(q, &q.describe(1))?,
        (1, _) => name_lane(q, &to_text(q.check_string(1)?))?,
        _ => return Err(Fault::Error("Wrong number of arguments".to_owned())),
    }
    Ok(Done(0))
}

/// Gives the running lane, its thread and, for debuggers, its state a name.
fn name_lane(q: Quiet<'_>, name: &str) -> Result<(), Fault> {
    let env = crate::api::env(q)?;
    if let Some(lane) = &env.lane {
        *lane.name.lock() = Some(name.into());
        platform::set_thread_name(name);
    }
    fn set(r: Raising<'_>, (): &mut ()) -> c_int {
        set_title(r);
        0
    }
    q.push_text(&to_bytes(name))?;
    q.protected(1, 0, &mut (), set)
}

/// Makes the string on top the global `decoda_name`, which debuggers look for.
pub fn set_title(r: Raising<'_>) {
    r.push_globals();
    r.push_value(-2);
    r.set_field(-2, "decoda_name");
    r.pop(2);
}

/// `set_error_reporting("basic" | "extended")`
fn set_error_reporting(q: Quiet<'_>) -> Outcome {
    let mut extended = match q.check_string(1)? {
        b"basic" => false,
        b"extended" => true,
        _ => return Err(Fault::Error("unsupported error reporting model".to_owned())),
    };
    fn set(r: Raising<'_>, extended: &mut bool) -> c_int {
        r.push_bool(*extended);
        r.registry_set(&keys::EXTENDED);
        0
    }
    q.protected(0, 0, &mut extended, set)?;
    Ok(Done(0))
}

/// `cancel_test()`: whether a soft or hard request is pending for this lane.
fn cancel_test(q: Quiet<'_>) -> Outcome {
    let pending = crate::api::env(q)?.lane.as_ref().is_some_and(|lane| lane.cancel_requested());
    q.push_bool(pending);
    Ok(Done(1))
}

/// `cancel_test([query])` (4.x): false, or `"soft"`; a hard request raises, unless `query` is true: then it is `"hard"`.
fn cancel_test4(q: Quiet<'_>) -> Outcome {
    let request = crate::api::env(q)?.lane.as_ref().map_or(Request::None, |lane| lane.waiter.request());
    match request {
        Request::None => q.push_bool(false),
        Request::Soft => q.push_text(b"soft")?,
        Request::Hard | Request::Kill if q.truthy(1) => q.push_text(b"hard")?,
        Request::Hard | Request::Kill => {
            q.push_light(CANCEL_ERROR as *mut c_void);
            return Err(Fault::OnStack);
        }
    }
    Ok(Done(1))
}
