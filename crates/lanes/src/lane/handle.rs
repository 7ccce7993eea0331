//! The handle: a userdata in the creator's state that owns its share of the lane.

use super::{Lane, Status, cancel, join, report};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising, State};
use crate::entry;
use crate::env::Env;
use crate::ffi::{self, keys};
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::Ordering;

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
entry!(c_join = join::join);
entry!(c_cancel = cancel_handle);
entry!(c_name = debug_name);

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
    block(*q, 1)
        .and_then(|b| b.handle.as_ref())
        .ok_or_else(|| Fault::Arg(1, format!("Lane expected, got {}", q.kind(1).name())))
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
    if r.kind(1) == Kind::Function {
        r.create_table(0, 1);
        r.push_value(1);
        r.set_field(-2, "gc_cb");
        r.set_uservalue(-2);
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
    r.create_table(0, 4);
    for (name, function) in
        [("__index", c_index as ffi::lua_CFunction), ("__gc", c_finalize as ffi::lua_CFunction)]
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
    match q.kind(2) {
        Kind::String => {
            let method: ffi::lua_CFunction = match q.check_string(2)? {
                b"join" => c_join,
                b"cancel" => c_cancel,
                b"get_debug_threadname" => c_name,
                b"status" => {
                    q.push_text(handle.lane.status_name().as_bytes())?;
                    return Ok(Done(1));
                }
                other => {
                    let other = String::from_utf8_lossy(other);
                    return Err(Fault::Error(format!("can't index a lane with '{other}'")));
                }
            };
            q.protected(0, 1, &mut { method }, |r, method| {
                r.push_c_function(*method);
                1
            })?;
            Ok(Done(1))
        }
        Kind::Number => join::index(q, handle),
        _ => Err(Fault::Error(format!("Unknown key: {}", q.describe(2)))),
    }
}

/// `h:get_debug_threadname()`
fn debug_name(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    q.check_count(1)?;
    q.push_text(handle.lane.name().as_bytes())?;
    Ok(Done(1))
}

/// `h:cancel([mode [, hookcount]] [, timeout] [, flag [, kill_timeout]])`
fn cancel_handle(q: Quiet<'_>) -> Outcome {
    let handle = check(q)?;
    let order = Order::read(q)?;
    let lane = &handle.lane;
    if !lane.is_killed() && !lane.ended.is_done() {
        order.carry_out(handle);
    }
    if lane.is_killed() || lane.ended.is_done() {
        q.push_bool(true);
        q.push_text(lane.status_name().as_bytes())?;
    } else {
        q.push_bool(false);
        q.push_text(b"timeout")?;
    }
    Ok(Done(2))
}

/// What a cancel call asks for.
struct Order {
    soft: bool,
    hook: Option<cancel::Hook>,
    timeout: f64,
    flag: bool,
    kill_timeout: f64,
}

impl Order {
    fn read(q: Quiet<'_>) -> Result<Order, Fault> {
        let mut i = 2;
        let mut order = Order { soft: false, hook: None, timeout: 0.0, flag: false, kill_timeout: 0.0 };
        if let Some(mode) = q.bytes(i) {
            i += 1;
            order.soft = mode == b"soft";
            if !order.soft && mode != b"hard" {
                let unknown =
                    || Fault::Error(format!("invalid hook option {}", String::from_utf8_lossy(mode)));
                cancel::Hook::from_mode(mode, 1).ok_or_else(unknown)?;
                let count = if q.kind(i).is_none_or_nil() { 0 } else { q.check_integer(i)? };
                if count < 1 {
                    return Err(Fault::Error("hook count cannot be < 1".to_owned()));
                }
                order.hook = cancel::Hook::from_mode(mode, c_int::try_from(count).unwrap_or(c_int::MAX));
                i += 1;
            }
        }
        if q.kind(i) == Kind::Number {
            order.timeout = q.check_number(i)?;
            if order.timeout.is_nan() || order.timeout < 0.0 {
                return Err(Fault::Error("cancel timeout cannot be < 0".to_owned()));
            }
            i += 1;
        }
        order.flag = q.truthy(i) && q.kind(i) != Kind::None;
        if !q.kind(i + 1).is_none_or_nil() {
            order.kill_timeout = q.check_number(i + 1)?;
        }
        Ok(order)
    }

    fn carry_out(&self, handle: &Handle) {
        let lane = &handle.lane;
        let wait = |seconds: f64| {
            lane.ended.wait(::linda::Deadline::after_secs(seconds), &handle.env.waiter);
        };
        // Without time to end by itself, a lane that is to die is told so at once: whether it shows as killed must not
        // depend on how soon its thread runs.
        let at_once = self.timeout == 0.0 && self.flag;
        if self.soft {
            lane.waiter.cancel(::linda::Request::Soft, self.flag);
        } else if !at_once {
            // The request first: a hook that fires without one takes itself off.
            lane.waiter.cancel(::linda::Request::Hard, true);
            if let Some(hook) = self.hook {
                cancel::set_hook(lane, hook);
            }
        }
        lane.stop_timers();
        wait(self.timeout);
        if self.flag && !self.soft && !lane.ended.is_done() {
            cancel::kill(lane);
            wait(self.kill_timeout);
        }
    }
}

/// `__gc`: a lane that still runs goes on alone; `gc_cb` is told which it was.
fn finalize(q: Quiet<'_>) -> Outcome {
    let Some(handle) = block(*q, 1).and_then(|b| b.handle.take()) else { return Ok(Done(0)) };
    let lane = &handle.lane;
    let ended = {
        // Under the lock that the lane's thread takes to publish its ending: one of the two sees the other.
        let ending = lane.ending.lock();
        lane.free.store(true, Ordering::Release);
        ending.is_some()
    };
    let what = if ended { "closed" } else { "selfdestruct" };
    if ended {
        handle.env.universe.lanes.untrack(lane);
        if lane.status() == Status::Error {
            report::unread(lane, Some((q, &handle.env)));
        }
    }
    let name = lane.name();
    q.get_uservalue(1);
    if q.kind(-1) == Kind::Table {
        let mut call = (name, what);
        q.protected(1, 0, &mut call, |r, (name, what)| {
            if r.get_field(1, "gc_cb") == Kind::Function {
                r.push_bytes(name.as_bytes());
                r.push_bytes(what.as_bytes());
                r.call(2, 0);
            }
            0
        })?;
    }
    Ok(Done(0))
}
