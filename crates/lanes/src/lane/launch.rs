//! From a generator call to a running thread. Errors are raised here, in the creator, and leave nothing behind.

use super::libraries::Libraries;
use super::setup::{Body, Setup};
use super::{Lane, allocator, body, handle, pool};
use crate::boundary::{Fault, Kind, Outcome, Quiet};
use crate::env::Env;
use crate::ffi;
use crate::universe::Universe;
use crate::value::{Purpose, encode_values};
use std::ffi::c_int;
use std::sync::Arc;

/// Where the arguments of the lane begin among those of `lane_new`.
const FIRST_ARGUMENT: c_int = 8;
/// How many modules `required` may list.
const MOST_MODULES: i32 = 10_000;

/// A new state that is closed unless it is handed over.
pub struct NewState(*mut ffi::lua_State);

// SAFETY: a state is used by one thread at a time: its creator's, then, once handed over, the lane's.
unsafe impl Send for NewState {}

impl NewState {
    fn new(q: Quiet<'_>, universe: &Universe) -> Result<NewState, Fault> {
        let out_of_memory = || Fault::Error("could not create lane: out of memory".to_owned());
        allocator::new_state(q, universe)?.map(NewState).ok_or_else(out_of_memory)
    }

    /// The state, which this thread may use.
    pub fn quiet(&self) -> Quiet<'_> {
        // SAFETY: the state is live until this is dropped, and no Lua frame of it is below us.
        unsafe { Quiet::new(self.0) }
    }

    /// Leaves the state open for ever: its lane was told to die while its universe was closing.
    pub fn abandon(self) {
        crate::live::abandoned(1);
        std::mem::forget(self);
    }
}

impl Drop for NewState {
    fn drop(&mut self) {
        // SAFETY: ours alone, and idle.
        unsafe { ffi::lua_close(self.0) };
    }
}

/// `lane_new(body, libraries, priority, globals, package, required, gc_cb, ..)`: starts a lane, returns its handle.
pub fn lane_new(q: Quiet<'_>) -> Outcome {
    if !matches!(q.kind(1), Kind::Function | Kind::String) {
        return Err(q.type_fault(1, "function or string"));
    }
    if q.top() < FIRST_ARGUMENT - 1 {
        q.set_top(FIRST_ARGUMENT - 1);
    }
    let creator = crate::api::env(q)?;
    let priority = read_priority(q)?;
    let lane = Lane::new();
    let _ = lane.on_error.set(creator.universe.settings().on_lane_error);
    let env = Env::new(creator.universe.clone(), Some(lane.clone()));
    let setup = read_setup(q, &creator, env)?;
    let state = NewState::new(q, &creator.universe)?;
    let prepared = if setup.may_fail() { Some(prepare(q, &creator, &setup, &state)?) } else { None };
    let track = creator.universe.settings().track_lanes;
    if !creator.universe.lanes.add(&lane, track) {
        return Err(Fault::Error("cannot create a lane while Lanes shuts down".to_owned()));
    }
    // The handle first: if it cannot be made, nothing has started.
    let started = handle::push(q, &creator, &lane, 7).and_then(|done| {
        let job = body::job(lane.clone(), state, setup, prepared, priority);
        pool::run(job).map_err(|why| Fault::Error(format!("could not create lane: {why}")))?;
        Ok(done)
    });
    if started.is_err() {
        lane.read.store(true, std::sync::atomic::Ordering::Release);
        lane.set_status(super::Status::Cancelled);
        *lane.ending.lock() = Some(Arc::new(super::Ending::Cancelled));
        lane.ended.complete();
        creator.universe.lanes.remove(&lane);
        creator.universe.lanes.untrack(&lane);
    }
    started
}

/// Runs the setup here, where its errors belong. Gives the number of arguments that wait on the new state's stack.
fn prepare(q: Quiet<'_>, creator: &Env, setup: &Setup, state: &NewState) -> Result<c_int, Fault> {
    let to = state.quiet();
    let fault = match setup.run(to) {
        Ok(n) => return Ok(n),
        Err(fault) => fault,
    };
    match fault {
        Fault::OnStack | Fault::OnStackWhere => {}
        Fault::Error(text) | Fault::Plain(text) | Fault::Arg(_, text) => return Err(Fault::Error(text)),
    }
    // The error value of Lua code (a required module, say) comes over as it is, as far as it can.
    match encode_values(to, &setup.env, -1, 1, 1, Purpose::Internal) {
        Ok(packet) => {
            crate::value::push_values(q, creator, &packet, "")?;
            Err(Fault::OnStack)
        }
        Err(_) => Err(Fault::Error("error in the new lane's state".to_owned())),
    }
}

fn read_priority(q: Quiet<'_>) -> Result<i32, Fault> {
    if q.kind(3).is_none_or_nil() {
        return Ok(0);
    }
    let n = if ffi::HAS_INTEGERS {
        q.check_integer(3)?
    } else {
        #[allow(clippy::cast_possible_truncation, reason = "these versions truncate")]
        {
            q.check_number(3).map(|n| if n.is_nan() { i64::MAX } else { n as i64 })?
        }
    };
    if !(-3..=3).contains(&n) {
        return Err(Fault::Error(format!("Priority out of range: -3..+3 ({n})")));
    }
    Ok(i32::try_from(n).unwrap_or_default())
}

/// Reads and encodes all that the lane is made from.
fn read_setup(q: Quiet<'_>, creator: &Env, env: Arc<Env>) -> Result<Setup, Fault> {
    let libraries = match q.kind(2) {
        Kind::None | Kind::Nil => Libraries::None,
        _ => Libraries::parse(q.check_string(2)?)?,
    };
    let package = read_package(q, creator, &libraries)?;
    let required = read_required(q, creator, &libraries)?;
    let globals = read_globals(q, creator)?;
    let body = match q.bytes(1) {
        Some(source) => Body::Source(source.into()),
        None => Body::Packet(encode_values(q, creator, 1, 1, 1, Purpose::Lane)?),
    };
    let count = q.top() - FIRST_ARGUMENT + 1;
    let arguments = encode_values(q, creator, FIRST_ARGUMENT, count.max(0), 1, Purpose::Lane)?;
    Ok(Setup { env, libraries, package, required, globals, body, arguments })
}

/// The three fields of the `package` option that count.
fn read_package(
    q: Quiet<'_>,
    creator: &Env,
    libraries: &Libraries,
) -> Result<Option<crate::value::Packet>, Fault> {
    if q.kind(5).is_none_or_nil() {
        return Ok(None);
    }
    if q.kind(5) != Kind::Table {
        return Err(Fault::Error(format!("expected package as table, got {}", q.kind(5).name())));
    }
    if !libraries.has_package() {
        return Ok(None);
    }
    q.push_value(5);
    q.protected(1, 3, &mut (), |r, ()| {
        r.get_field(1, "path");
        r.get_field(1, "cpath");
        // The creator's own preload table stays at home; one made for the lane goes along.
        r.push_globals();
        let own = r.get_field(-1, "package") == Kind::Table && r.raw_equal(-1, 1);
        r.pop(2);
        if own {
            r.push_nil();
        } else {
            r.get_field(1, "preload");
        }
        3
    })?;
    let packet = encode_values(q, creator, -3, 3, 1, Purpose::Internal)?;
    q.pop(3);
    Ok(Some(packet))
}

fn read_required(q: Quiet<'_>, _creator: &Env, libraries: &Libraries) -> Result<Vec<Box<[u8]>>, Fault> {
    let complaint = || Fault::Error("required module list should be a list of strings".to_owned());
    let mut required = Vec::new();
    if q.kind(6).is_none_or_nil() {
        return Ok(required);
    }
    q.check_kind(6, Kind::Table)?;
    let count = q.raw_len(6);
    let mut pairs = 0;
    q.push_nil();
    while q.next(6) {
        pairs += 1;
        let in_list = q.kind(-2) == Kind::Number
            && q.integer(-2).is_some_and(|n| n >= 1 && usize::try_from(n).is_ok_and(|n| n <= count));
        if !in_list || q.kind(-1) != Kind::String {
            return Err(complaint());
        }
        q.pop(1);
    }
    let Some(count) = i32::try_from(count).ok().filter(|n| *n <= MOST_MODULES && *n == pairs) else {
        return Err(complaint());
    };
    for n in 1..=count {
        q.raw_geti(6, n);
        required.push(q.bytes(-1).ok_or_else(complaint)?.into());
        q.pop(1);
    }
    if !required.is_empty() && !libraries.has_package() {
        return Err(Fault::Error(
            "cannot pre-require modules without loading 'package' library first".to_owned(),
        ));
    }
    Ok(required)
}

fn read_globals(q: Quiet<'_>, creator: &Env) -> Result<Vec<crate::value::Packet>, Fault> {
    let mut globals = Vec::new();
    if q.kind(4).is_none_or_nil() {
        return Ok(globals);
    }
    q.check_kind(4, Kind::Table)?;
    q.push_nil();
    while q.next(4) {
        globals.push(encode_values(q, creator, -2, 2, 1, Purpose::Lane)?);
        q.pop(1);
    }
    Ok(globals)
}
