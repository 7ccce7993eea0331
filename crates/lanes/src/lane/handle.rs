//! The handle: a userdata in the creator's state that owns its share of the lane.

use super::{Lane, dialect3, dialect4, join, report};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising, State, to_bytes, to_text};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::{self, keys};
use crate::value::{Purpose, encode_values, push_values};
use ::linda::Resumed;
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// The block of a handle userdata. The mark tells it from any other userdata, whatever metatable that was given.
#[repr(C)]
struct Block {
    mark: *const c_void,
    handle: Option<Handle>,
}

/// What a handle owns; nothing any more once it was finalized.
pub struct Handle {
    /// The lane.
    pub lane: Arc<Lane>,
    /// The creator's state.
    pub env: Arc<Env>,
}

entry!(c_index = index);
entry!(c_finalize = finalize);
entry!(c_close = close);
entry!(c_join3 = dialect3::join);
entry!(c_join4 = dialect4::join);
entry!(c_cancel3 = dialect3::cancel);
entry!(c_cancel4 = dialect4::cancel);
entry!(c_resume = resume);
entry!(c_name = thread_name);

fn mark() -> *const c_void {
    keys::LANE_MT.as_ptr()
}

fn block<'a>(s: State<'a>, i: c_int) -> Option<&'a mut Block> {
    if s.kind(i) != Kind::Userdata || s.raw_len(i) != size_of::<Block>() {
        return None;
    }
    let at = s.userdata(i).cast::<Block>();
    // SAFETY: a userdata of this size has a readable first word; with our mark there it is one of ours, since the mark
    // is the address of a static of this library that no Lua code can write into a userdata.
    unsafe { ((*at).mark == mark()).then(|| &mut *at) }
}

/// The handle at 1, or the argument error of every method.
pub fn check<'a>(q: Quiet<'a>) -> Result<&'a Handle, Fault> {
    let handle = block(*q, 1)
        .and_then(|b| b.handle.as_ref())
        .ok_or_else(|| Fault::Arg(1, format!("Lane expected, got {}", q.kind(1).name())))?;
    handle.env.notice_fork();
    Ok(handle)
}

/// Pushes a new handle. `gc_cb` is the index of the callback, or of nil.
pub fn push(q: Quiet<'_>, env: &Arc<Env>, lane: &Arc<Lane>, gc_cb: c_int) -> Outcome {
    q.push_value(gc_cb);
    let mut parts = Some(Handle { lane: lane.clone(), env: env.clone() });
    q.protected(1, 1, &mut parts, push_handle)?;
    Ok(Done(1))
}

/// The callback is at 1.
fn push_handle(r: Raising<'_>, parts: &mut Option<Handle>) -> c_int {
    let at = r.new_userdata(size_of::<Block>()).cast::<Block>();
    // SAFETY: Lua gives a block of this size, aligned for any type of ours. It is empty until it can be finalized.
    unsafe { at.write(Block { mark: mark(), handle: None }) };
    push_metatable(r);
    r.set_metatable(-2);
    let has_callback = r.kind(1) == Kind::Function;
    // Where a user value is an environment, one that was never set would be somebody else's table: the globals, often.
    if has_callback || ffi::HAS_FENV {
        r.create_table(0, 1);
        if has_callback {
            r.push_value(1);
            r.set_field(-2, "gc_cb");
        }
        r.set_uservalue(-2);
    }
    if parts.as_ref().is_some_and(|parts| parts.env.is_closing()) {
        crate::api::shutdown::note_late(r);
    }
    // SAFETY: the block is ours, and nothing below raises.
    unsafe { (*at).handle = parts.take() };
    1
}

fn push_metatable(r: Raising<'_>) {
    if r.registry(&keys::LANE_MT) == Kind::Table {
        return;
    }
    r.pop(1);
    r.create_table(0, 5);
    for (name, function) in
        [("__index", c_index as ffi::lua_CFunction), ("__gc", c_finalize), ("__close", c_close)]
    {
        r.push_c_function(function);
        r.set_field(-2, name);
    }
    for name in ["__metatable", "__name"] {
        r.push_bytes(b"Lane");
        r.set_field(-2, name);
    }
    r.push_value(-1);
    r.registry_set(&keys::LANE_MT);
    // By this name the registry knows it too, for debuggers.
    r.push_value(-1);
    r.set_field(ffi::LUA_REGISTRYINDEX, "Lane");
}

/// `h[key]`
fn index(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    let dialect = handle.env.universe.dialect();
    match q.kind(2) {
        Kind::String => field(q, handle, dialect),
        Kind::Number => match dialect {
            Dialect::V3 => dialect3::index(q, handle),
            Dialect::V4 => dialect4::index(q, handle),
        },
        _ => Err(Fault::Error(format!("Unknown key: {}", q.describe(2)))),
    }
}

/// A field or method. Metamethods cannot be reached.
fn field(q: Quiet<'_>, handle: &Handle, dialect: Dialect) -> Outcome {
    let name = q.check_string(2)?;
    if name == b"status" {
        q.push_text(handle.lane.status_name().as_bytes())?;
        return Ok(Done(1));
    }
    if name == b"error_trace_level" && dialect == Dialect::V4 {
        q.push_text(handle.lane.trace.name().as_bytes())?;
        return Ok(Done(1));
    }
    let methods = match dialect {
        Dialect::V3 => METHODS_V3,
        Dialect::V4 => METHODS_V4,
    };
    let Some((_, method)) = methods.iter().find(|(known, _)| known.as_bytes() == name) else {
        let name = to_text(name);
        return Err(Fault::Error(match dialect {
            Dialect::V3 => format!("can't index a lane with '{name}'"),
            Dialect::V4 => format!("unknown field '{name}'"),
        }));
    };
    q.protected(0, 1, &mut { *method }, |r, method| {
        r.push_c_function(*method);
        1
    })?;
    Ok(Done(1))
}

/// The methods of handles, by name.
static METHODS_V3: &[(&str, ffi::lua_CFunction)] =
    &[("join", c_join3), ("cancel", c_cancel3), ("resume", c_resume), ("get_debug_threadname", c_name)];
static METHODS_V4: &[(&str, ffi::lua_CFunction)] =
    &[("join", c_join4), ("cancel", c_cancel4), ("resume", c_resume), ("get_threadname", c_name)];

/// `h:get_debug_threadname()`, `h:get_threadname()`
fn thread_name(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    q.check_count(1)?;
    q.push_text(&to_bytes(&handle.lane.name()))?;
    Ok(Done(1))
}

/// `__close`: waits for the lane's end, whatever that is.
fn close(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    join::wait(q, handle, ::linda::Deadline::Never)?;
    handle.lane.life.read();
    Ok(Done(0))
}

/// `h:resume(...)`: goes on behind the yield that the lane stands at; returns what was yielded there.
fn resume(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    let lane = &handle.lane;
    let fail = |text: &str| Err(Fault::Plain(text.to_owned()));
    let not_suspended = || fail("cannot resume non-suspended coroutine Lane");
    if !lane.life.yields() || lane.life.is_killed() || !join::wait_for_turn(q, handle)? {
        return not_suspended();
    }
    let Ok(values) = encode_values(q, &handle.env, 2, q.top() - 1, 1, Purpose::Lane) else {
        return fail("Failed to send resumed values");
    };
    // Metamethods may have run: the handle is looked at again.
    let handle = check(q)?;
    let yielded = match lane.life.resume(values) {
        Resumed::Yes(yielded) => yielded,
        Resumed::BadYield => return fail("Failed to retrieve yielded values"),
        Resumed::Refused => return fail("Failed to send resumed values"),
        Resumed::NotSuspended => return not_suspended(),
    };
    let Ok(yielded) = &*yielded else { return fail("Failed to retrieve yielded values") };
    let Ok(n) = push_values(q, &handle.env, yielded, "") else {
        return fail("Failed to retrieve yielded values");
    };
    Ok(Done(n))
}

/// `__gc`: a lane that still runs goes on alone; `gc_cb` is told which it was.
fn finalize(q: Quiet<'_>) -> Outcome {
    let Some(handle) = block(*q, 1).and_then(|b| b.handle.take()) else { return Ok(Done(0)) };
    let lane = &handle.lane;
    let ended = lane.life.release();
    let what = if ended { "closed" } else { "selfdestruct" };
    if ended {
        handle.env.universe.lanes.unlist(lane);
        report::unread(lane, Some((q, &handle.env)));
    }
    let name = lane.name();
    q.get_uservalue(1);
    if q.kind(-1) == Kind::Table {
        let mut call = (&*to_bytes(&name), what);
        q.protected(1, 0, &mut call, |r, (name, what)| {
            if r.get_field(1, "gc_cb") == Kind::Function {
                r.push_bytes(name);
                r.push_bytes(what.as_bytes());
                r.call(2, 0);
            }
            0
        })?;
    }
    Ok(Done(0))
}
