//! What a lane's thread does: set up the state if that was left to it, run the body, run the finalizers, encode what is
//! left, close the state, and only then let the ending be seen.
//!
//! While the body runs, as few pages of the stack should be in use as possible: a blocked lane keeps them. So what comes
//! before and after it is in functions that are not inlined.

use super::allocator::{NewState, Planned};
use super::launch::OUT_OF_MEMORY;
use super::pool::{self, Job, Reuse};
use super::setup::Setup;
use super::{Ending, Lane, Priority, Trace, report, stack, yielding};
use crate::boundary::{Fault, Kind, Quiet, panic_text};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi::{self, keys};
use crate::lindas::CANCEL_ERROR;
use crate::platform;
use crate::universe::Universe;
use crate::value::{Purpose, UNSUPPORTED, encode_values};
use ::linda::Status;
use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// How the body, or a finalizer, came to its end. The values are on the stack: results, or the error value.
pub enum Ran {
    /// With results.
    Returned,
    /// With an error value, and a stack table in the registry if there is one.
    Failed {
        /// There is one.
        has_stack: bool,
    },
    /// With the value of a cancellation.
    Cancelled,
}

/// The thread's work for one lane.
pub fn job(
    lane: Arc<Lane>,
    planned: Planned,
    setup: Setup,
    prepared: Option<c_int>,
    priority: Option<Priority>,
) -> Job {
    let universe = setup.env.universe.clone();
    let setup = Box::new(setup);
    Box::new(move || {
        match priority {
            Some(Priority::Native(n)) => drop(platform::set_native_priority(n)),
            Some(Priority::Mapped(n)) => platform::set_priority(n),
            None => platform::set_priority(0),
        }
        if let Some(name) = &*lane.name.lock() {
            platform::set_thread_name(name);
        }
        let running = ::linda::Running::new();
        let (status, ending) = match planned.make() {
            Some(state) => live(&lane, state, setup, prepared, &universe),
            None => {
                drop(setup);
                *lane.failure.lock() = Some(OUT_OF_MEMORY.to_owned());
                (Status::Error, Ending::Uncopyable(OUT_OF_MEMORY.to_owned()))
            }
        };
        drop(running);
        finish(&lane, status, ending);
        universe.lanes.remove(&lane);
        if lane.life.is_released() {
            universe.lanes.unlist(&lane);
        }
        let as_new = matches!(priority, None | Some(Priority::Mapped(0)))
            && !pool::is_spoiled()
            && lane.name.lock().is_none();
        if as_new { Reuse::Yes } else { Reuse::No }
    })
}

/// The state's life, to its end. What the lane leaves behind is there afterwards.
fn live(
    lane: &Arc<Lane>,
    state: NewState,
    setup: Box<Setup>,
    prepared: Option<c_int>,
    universe: &Universe,
) -> (Status, Ending) {
    let done = catch_unwind(AssertUnwindSafe(|| run(lane, &state, setup, prepared)));
    let left = done.unwrap_or_else(|panic| (Status::Error, Ending::Uncopyable(panic_text(panic))));
    // From here on nobody hooks the state any more.
    lane.leave();
    if lane.life.is_killed() && universe.lanes.is_closing() {
        state.abandon();
    } else {
        drop(state);
    }
    left
}

/// Publishes the ending. If the handle is gone already, an error is reported here.
#[inline(never)]
fn finish(lane: &Arc<Lane>, status: Status, ending: Ending) {
    if lane.life.end(status, ending) {
        report::unread(lane, None);
    }
}

/// What the setup was made from is given back before the body runs, which may take long.
fn run(lane: &Arc<Lane>, state: &NewState, setup: Box<Setup>, prepared: Option<c_int>) -> (Status, Ending) {
    let q = state.quiet();
    let env = &setup.env.clone();
    let arguments = match prepared.map_or_else(|| setup.run(q), Ok) {
        Ok(n) => n,
        Err(fault) => return failed_setup(lane, q, env, fault),
    };
    drop(setup);
    lane.enter(q.as_ptr());
    lane.life.run();
    let ran = if lane.life.yields() {
        yielding::run(q, lane, env, arguments)
    } else {
        call(q, Some(&**lane), arguments)
    };
    // A hook of a cancel request that came too late for the body must not fire in the finalizers.
    let killed = lane.life.is_killed();
    if !killed {
        lane.body_is_over();
        let guard = lane.state.lock();
        // SAFETY: our own state, idle.
        unsafe { ffi::lua_sethook(q.as_ptr(), None, 0, 0) };
        drop(guard);
    }
    let ran = if killed { ran } else { finalize(q, env, ran, lane.trace) };
    leave(lane, q, env, &ran)
}

#[cold]
fn failed_setup(lane: &Arc<Lane>, q: Quiet<'_>, env: &Env, fault: Fault) -> (Status, Ending) {
    let text = fault_text(q, fault);
    *lane.failure.lock() = Some(text.clone());
    if q.push_text(text.as_bytes()).is_ok() {
        q.push_nil();
        if let Ok(packet) = encode_values(q, env, -2, 2, 1, Purpose::Internal) {
            return (Status::Error, Ending::Failed(packet));
        }
    }
    (Status::Error, Ending::Uncopyable(text))
}

/// Calls the function under its arguments on an otherwise empty stack, with the stack table's handler below.
fn call(q: Quiet<'_>, lane: Option<&Lane>, arguments: c_int) -> Ran {
    let base = q.top() - arguments;
    let pushed = q.protected(0, 1, &mut (), |r, ()| {
        r.push_c_function(stack::handler);
        1
    });
    if pushed.is_err() {
        // The error takes the place of the function and its arguments.
        q.insert(base);
        q.set_top(base);
        return error_at(q, base);
    }
    q.insert(base);
    // SAFETY: function and arguments are on top, the handler is at `base`.
    let status = unsafe { ffi::lua_pcall(q.as_ptr(), arguments, ffi::LUA_MULTRET, base) };
    q.remove(base);
    if status == ffi::LUA_ERRERR && lane.is_some_and(Lane::was_hooked) {
        // The hook of a cancellation fired on the way into the handler of another error.
        q.push_light(CANCEL_ERROR as *mut std::ffi::c_void);
        q.replace(-2);
    }
    if status == ffi::LUA_OK {
        Ran::Returned
    } else if is_cancel(q, -1) {
        Ran::Cancelled
    } else {
        Ran::Failed { has_stack: status != ffi::LUA_ERRMEM }
    }
}

/// How it ended if the error value at `i` came before the code: a hook may fire, or memory run out.
pub fn error_at(q: Quiet<'_>, i: c_int) -> Ran {
    if is_cancel(q, i) { Ran::Cancelled } else { Ran::Failed { has_stack: false } }
}

/// Whether the value at `i` is `cancel_error`.
pub fn is_cancel(q: Quiet<'_>, i: c_int) -> bool {
    q.kind(i) == Kind::Light && q.userdata(i) as usize == CANCEL_ERROR
}

/// Runs the finalizers, the last registered first. The first that fails replaces the outcome and is the last to run.
#[inline(never)]
fn finalize(q: Quiet<'_>, env: &Env, ran: Ran, trace: Trace) -> Ran {
    if q.registry(&keys::FINALIZERS) != Kind::Table {
        q.pop(1);
        return ran;
    }
    q.insert(1);
    // What the body left stands from 2 on; for a failure the stack table comes behind the error.
    let has_stack = matches!(ran, Ran::Failed { has_stack: true });
    if has_stack {
        fetch_stack(q);
    }
    env.waiter.set_cleanup(true);
    let mut outcome = ran;
    for n in (1..=i32::try_from(q.raw_len(1)).unwrap_or(i32::MAX)).rev() {
        let top = q.top();
        if !q.check_stack(8) {
            break;
        }
        q.raw_geti(1, n);
        let arguments = push_finalizer_arguments(q, &outcome, top, trace);
        match call(q, None, arguments) {
            Ran::Returned => q.set_top(top),
            failed => {
                // The error stands alone in place of what was there.
                q.insert(2);
                q.set_top(2);
                outcome = failed;
                break;
            }
        }
    }
    env.waiter.set_cleanup(false);
    q.remove(1);
    outcome
}

/// Pushes the stack table of the last error, or nil.
fn fetch_stack(q: Quiet<'_>) {
    let fetched = q.protected(0, 1, &mut (), |r, ()| {
        stack::push_last(r);
        1
    });
    if fetched.is_err() {
        q.pop(1);
        q.push_nil();
    }
}

/// The arguments of a finalizer: nothing, or the error and, unless that is not wanted, the stack table.
fn push_finalizer_arguments(q: Quiet<'_>, outcome: &Ran, top: c_int, trace: Trace) -> c_int {
    match outcome {
        Ran::Returned => 0,
        Ran::Failed { has_stack: true } if trace == Trace::Minimal => {
            q.push_value(top - 1);
            1
        }
        Ran::Cancelled if trace == Trace::Minimal => {
            q.push_value(top);
            1
        }
        Ran::Failed { has_stack: true } => {
            q.push_value(top - 1);
            q.push_value(top);
            2
        }
        Ran::Failed { has_stack: false } => {
            q.push_value(top);
            1
        }
        Ran::Cancelled => {
            q.push_value(top);
            q.push_nil();
            2
        }
    }
}

/// Encodes what the lane leaves behind. The values are all that is on the stack.
#[inline(never)]
fn leave(lane: &Arc<Lane>, q: Quiet<'_>, env: &Env, ran: &Ran) -> (Status, Ending) {
    match ran {
        Ran::Cancelled => (Status::Cancelled, Ending::Cancelled),
        Ran::Returned => match encode_values(q, env, 1, q.top(), 1, Purpose::Lane) {
            Ok(packet) => (Status::Done, Ending::Returned(packet)),
            Err(fault) => {
                let mut text = fault_text(q, fault);
                if text == UNSUPPORTED && env.universe.dialect() == Dialect::V4 {
                    "Tried to copy unsupported types".clone_into(&mut text);
                }
                (Status::Done, Ending::Uncopyable(text))
            }
        },
        Ran::Failed { .. } => {
            // The error stands first. Its stack table may have been fetched for the finalizers already.
            if q.top() == 1 {
                fetch_stack(q);
            }
            *lane.failure.lock() = Some(report::describe(q));
            if lane.trace == Trace::Minimal {
                q.set_top(1);
                q.push_nil();
            }
            let packet = encode_values(q, env, 1, 2, 1, Purpose::Failure);
            let ending = match packet {
                Ok(packet) => Ending::Failed(packet),
                Err(fault) => {
                    let text = fault_text(q, fault);
                    let kind = q.kind(1).name();
                    let text = if text == UNSUPPORTED { format!("{text}: {kind}") } else { text };
                    Ending::Uncopyable(text)
                }
            };
            (Status::Error, ending)
        }
    }
}

pub fn fault_text(q: Quiet<'_>, fault: Fault) -> String {
    match fault {
        Fault::OnStack | Fault::OnStackWhere => q.describe(-1),
        Fault::Error(text) | Fault::Plain(text) | Fault::Arg(_, text) => text,
    }
}
