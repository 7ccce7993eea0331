//! The end of a host's state: its universe is closed, and `lanes.finally` has the last word.

use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising, State};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::keys;
use crate::lane::allocator;
use crate::universe::Universe;
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// The guard's block. The mark tells it from other userdata, with which the debug library can call the finalizer.
#[repr(C)]
struct Guard {
    mark: *const c_void,
    /// The universe, until it is closed.
    universe: Option<Arc<Universe>>,
}

/// The guard at `i`, if there is one.
fn guard<'a>(s: State<'a>, i: c_int) -> Option<&'a mut Guard> {
    if s.kind(i) != Kind::Userdata || s.raw_len(i) != size_of::<Guard>() {
        return None;
    }
    let at = s.userdata(i).cast::<Guard>();
    // SAFETY: a userdata of this size has a readable first word; with our mark there it is one of ours, since the mark
    // is the address of a static of this library that no Lua code can write into a userdata.
    unsafe { ((*at).mark == keys::GUARD.as_ptr().cast_const()).then(|| &mut *at) }
}

entry!(c_close = close);

/// Keeps a userdata in the registry whose finalizer closes the universe. Finalizers run in the reverse order of their
/// making: what was made before it, the state's own data for one, is in working order still. An older guard is dismissed.
pub fn push_guard(r: Raising<'_>, main: &Env) {
    let at = r.new_userdata(size_of::<Guard>()).cast::<Guard>();
    // SAFETY: Lua gives a block of this size, aligned for any type of ours.
    unsafe { at.write(Guard { mark: keys::GUARD.as_ptr(), universe: None }) };
    r.create_table(0, 1);
    r.push_c_function(c_close);
    r.set_field(-2, "__gc");
    r.set_metatable(-2);
    r.registry(&keys::GUARD);
    if let Some(older) = guard(*r, -1) {
        drop(older.universe.take());
    }
    r.pop(1);
    // SAFETY: ours; nothing that raises comes between this and the registry but the registry's own growth, and then the
    // finalizer releases it.
    unsafe { (*at).universe = Some(main.universe.clone()) };
    r.registry_set(&keys::GUARD);
}

/// `lanes.finally([f])`: `f` is called when the state closes, once lanes have been told to end, with whether all did. It
/// can use what was made before it was registered. Without it, the one that was registered before is forgotten. From inside
/// `f` this has no effect.
pub fn finally(q: Quiet<'_>) -> Outcome {
    let env = crate::api::env(q)?;
    if env.lane.is_some() {
        return Err(Fault::Error("lanes.finally called from inside a lane".to_owned()));
    }
    if !q.kind(1).is_none_or_nil() && q.kind(1) != Kind::Function {
        return Err(Fault::Arg(1, "finalizer should be a function".to_owned()));
    }
    if q.top() > 1 {
        return Err(Fault::Arg(1, "too many arguments".to_owned()));
    }
    q.set_top(1);
    q.protected(1, 0, &mut &*env, |r, env| {
        // While the state closes it is too late. Most Luas would not call a new guard any more, but LuaJIT would.
        r.registry(&keys::GUARD);
        let closing = guard(*r, -1).is_some_and(|guard| guard.universe.is_none());
        if !closing {
            r.push_value(1);
            r.registry_set(&keys::FINALLY);
            push_guard(r, env);
        }
        0
    })?;
    Ok(Done(0))
}

/// The guard's `__gc`: the host's state closes.
fn close(q: Quiet<'_>) -> Outcome {
    let Some(universe) = guard(*q, 1).and_then(|guard| guard.universe.take()) else { return Ok(Done(0)) };
    universe.notice_fork(None);
    let all_ended = universe.end_lanes();
    let last_word = call_finally(q, all_ended);
    release_late(q);
    let raised = match last_word {
        Ok(()) if all_ended || q.kind(-1) == Kind::None => Ok(Done(0)),
        Ok(()) if q.bytes(-1) == Some(b"freeze") => loop {
            // It is what the script asked for: the process stays as it is.
            std::thread::park();
        },
        Ok(()) if !q.kind(-1).is_none_or_nil() => Err(Fault::OnStack),
        Ok(()) if universe.dialect() == Dialect::V3 => Ok(Done(0)),
        Ok(()) => Err(Fault::Plain("uncooperative lanes detected at shutdown".to_owned())),
        Err(fault) => Err(fault),
    };
    let all_ended = universe.close(all_ended);
    allocator::remove(q, &universe, all_ended);
    raised
}

/// Notes the userdata on top: while its state closes, Lua forgets about finalizers of what is made anew.
pub fn note_late(r: Raising<'_>) {
    r.registry_table(&keys::LATE);
    r.push_value(-2);
    r.raw_seti(-2, i32::try_from(r.raw_len(-2)).unwrap_or(i32::MAX - 1) + 1);
    r.pop(1);
}

/// Finalizes what was made by the function that `finally` was given. To be finalized twice does no harm.
fn release_late(q: Quiet<'_>) {
    fn finalize(r: Raising<'_>, (): &mut ()) -> c_int {
        if r.get_metatable(1) && r.get_field(-1, "__gc") == Kind::Function {
            r.push_value(1);
            r.call(1, 0);
        }
        0
    }
    if q.registry(&keys::LATE) == Kind::Table {
        let list = q.top();
        for n in 1..=i32::try_from(q.raw_len(list)).unwrap_or(i32::MAX) {
            q.raw_geti(list, n);
            if q.protected(1, 0, &mut (), finalize).is_err() {
                q.pop(1);
            }
        }
    }
    q.pop(1);
}

/// Calls the function that `finally` was given; its result is on the stack then, or nil if there is none.
fn call_finally(q: Quiet<'_>, all_ended: bool) -> Result<(), Fault> {
    fn call(r: Raising<'_>, all_ended: &mut bool) -> c_int {
        if r.registry(&keys::FINALLY) != Kind::Function {
            r.push_nil();
            return 1;
        }
        r.push_bool(*all_ended);
        r.call(1, 1);
        1
    }
    q.protected(0, 1, &mut { all_ended }, call)
}
