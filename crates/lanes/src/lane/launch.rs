//! From a generator call to a running thread. Errors are raised here, in the creator, and leave nothing behind.

use super::allocator::{NewState, Planned};
use super::libraries::Libraries;
use super::setup::{Body, Setup};
use super::{Lane, Priority, Spec, Trace, body, handle, pool};
use crate::boundary::{Fault, Kind, Outcome, Quiet, to_text};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi;
use crate::platform;
use crate::value::{Purpose, encode_values};
use std::cell::Cell;
use std::ffi::c_int;
use std::sync::Arc;

/// Where the arguments of the lane begin among those of `lane_start`.
const FIRST_ARGUMENT: c_int = 12;
/// And among those of `lane_new`.
const FIRST_ARGUMENT_3: c_int = 8;
/// The error when there is no memory for a state.
pub const OUT_OF_MEMORY: &str = "could not create lane: out of memory";
/// How many modules `required` may list.
const MOST_MODULES: i32 = 10_000;
/// How many states one thread may be preparing at a time.
const MOST_PREPARED: u32 = 16;

/// `lane_new(body, libraries, priority, globals, package, required, gc_cb, ..)`: as `lane_start`, with what 3.x has.
pub fn lane_new(q: Quiet<'_>) -> Outcome {
    let added = FIRST_ARGUMENT - FIRST_ARGUMENT_3;
    if q.top() < FIRST_ARGUMENT_3 - 1 {
        q.set_top(FIRST_ARGUMENT_3 - 1);
    }
    if !q.check_stack(added + 20) {
        return Err(Fault::Error("Cannot grow stack!".to_owned()));
    }
    for _ in 0..added {
        q.push_nil();
        q.insert(FIRST_ARGUMENT_3);
    }
    lane_start(q)
}

/// `lane_start(body, libraries, priority, globals, package, required, gc_cb, name, error_trace_level, native_priority,
/// coroutine, ..)`: starts a lane, returns its handle.
pub fn lane_start(q: Quiet<'_>) -> Outcome {
    if !matches!(q.kind(1), Kind::Function | Kind::String) {
        return Err(q.type_fault(1, "function or string"));
    }
    if q.top() < FIRST_ARGUMENT - 1 {
        q.set_top(FIRST_ARGUMENT - 1);
    }
    let creator = crate::api::env(q)?;
    let dialect = creator.universe.dialect();
    let priority = read_priority(q, dialect)?;
    let lane = Lane::new(read_spec(q, dialect)?);
    let _ = lane.on_error.set(creator.universe.settings().on_lane_error);
    let env = Env::new(creator.universe.clone(), Some(lane.clone()));
    let setup = read_setup(q, &creator, env)?;
    let out_of_memory = || Fault::Error(OUT_OF_MEMORY.to_owned());
    let mut state = Planned::new(q, &creator.universe)?.ok_or_else(out_of_memory)?;
    let mut prepared = None;
    if setup.may_fail() {
        let _preparing = Preparing::enter()?;
        let made = state.make().ok_or_else(out_of_memory)?;
        prepared = Some(prepare(q, &creator, &setup, &made)?);
        state = Planned::Made(made);
    }
    let track = creator.universe.settings().track_lanes;
    if !creator.universe.lanes.add(&lane, creator.lane.is_some(), track) {
        return Err(Fault::Error("cannot create a lane while Lanes shuts down".to_owned()));
    }
    // The handle first: if it cannot be made, nothing has started.
    let started = handle::push(q, &creator, &lane, 7).and_then(|done| {
        let job = body::job(lane.clone(), state, setup, prepared, priority);
        pool::run(job).map_err(|why| Fault::Error(format!("could not create lane: {why}")))?;
        Ok(done)
    });
    if started.is_err() {
        lane.life.end(::linda::Status::Cancelled, super::Ending::Cancelled);
        creator.universe.lanes.remove(&lane);
        creator.universe.lanes.unlist(&lane);
    }
    started
}

thread_local! {
    /// How many states this thread is preparing: each but the first for a lane that was started while the one before was
    /// being prepared.
    static PREPARING: Cell<u32> = const { Cell::new(0) };
}

/// One of the states that this thread is preparing. What the preparation calls (`on_state_create`, a required module) may
/// start lanes, whose states are prepared inside it, on the same stack: without end if each of them does so again, and no
/// state's own limits notice, since each is a new one.
struct Preparing;

impl Preparing {
    fn enter() -> Result<Preparing, Fault> {
        let nested = PREPARING.get();
        if nested >= MOST_PREPARED {
            return Err(Fault::Error(format!(
                "could not create lane: {nested} lanes are being prepared inside one another (does on_state_create, or a \
                 required module, start a lane each time?)"
            )));
        }
        PREPARING.set(nested + 1);
        Ok(Preparing)
    }
}

impl Drop for Preparing {
    fn drop(&mut self) {
        PREPARING.set(PREPARING.get() - 1);
    }
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

fn read_priority(q: Quiet<'_>, dialect: Dialect) -> Result<Option<Priority>, Fault> {
    let native = !q.kind(10).is_none_or_nil();
    let i = if native { 10 } else { 3 };
    if q.kind(i).is_none_or_nil() {
        return Ok(None);
    }
    let n = if ffi::HAS_INTEGERS && dialect == Dialect::V3 {
        q.check_integer(i)?
    } else {
        #[allow(clippy::cast_possible_truncation, reason = "these truncate")]
        {
            q.check_number(i).map(|n| if n.is_nan() { i64::MAX } else { n as i64 })?
        }
    };
    let (least, most) = platform::priority_range(dialect, native);
    let in_range = i32::try_from(n).ok().filter(|n| (least..=most).contains(n));
    let Some(n) = in_range else {
        return Err(Fault::Error(format!("Priority out of range: {least}..+{most} ({n})")));
    };
    Ok(Some(if native { Priority::Native(n) } else { Priority::Mapped(n) }))
}

/// What the lane is from the start.
fn read_spec(q: Quiet<'_>, dialect: Dialect) -> Result<Spec, Fault> {
    let by_default = if dialect == Dialect::V3 { Trace::Basic } else { Trace::Minimal };
    let name = match q.bytes(8) {
        None | Some(b"") => None,
        Some(b"auto") => Some(place_of_body(q)?),
        Some(name) => Some(to_text(name).into()),
    };
    Ok(Spec {
        coroutine: q.truthy(11),
        trace: q.bytes(9).and_then(Trace::from_name).unwrap_or(by_default),
        name,
    })
}

/// Where the body is from: `file:line` of its definition, or for text, of the call of the generator.
fn place_of_body(q: Quiet<'_>) -> Result<Box<str>, Fault> {
    // SAFETY: zero is a valid value of this plain C struct.
    let mut ar: ffi::lua_Debug = unsafe { std::mem::zeroed() };
    let line = if q.kind(1) == Kind::Function {
        q.push_value(1);
        q.protected(1, 0, &mut ar, |r, ar| {
            // SAFETY: inside a protected call, with the function on top, which this pops.
            unsafe { ffi::lua_getinfo(r.as_ptr(), c">S".as_ptr(), ar) };
            0
        })?;
        ar.linedefined
    } else {
        // SAFETY: `getinfo` is asked about a level that `getstack` has just found, and for nothing that it would push.
        unsafe {
            let mut level = 1;
            while ffi::lua_getstack(q.as_ptr(), level, &raw mut ar) != 0 {
                ffi::lua_getinfo(q.as_ptr(), c"Sl".as_ptr(), &raw mut ar);
                // The generator itself is a function of the embedded Lua part.
                if ar.currentline > 0 && text_of(ar.short_src.as_ptr()) != "lanes" {
                    break;
                }
                level += 1;
            }
        }
        ar.currentline
    };
    // SAFETY: Lua fills it with a terminated string; it is zero otherwise.
    let source = unsafe { text_of(ar.short_src.as_ptr()) };
    Ok(format!("{source}:{line}").into())
}

/// # Safety
/// A terminated string.
unsafe fn text_of(text: *const std::ffi::c_char) -> String {
    // SAFETY: the caller's promise.
    unsafe { std::ffi::CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

/// Reads and encodes all that the lane is made from.
fn read_setup(q: Quiet<'_>, creator: &Env, env: Arc<Env>) -> Result<Setup, Fault> {
    let libraries = match q.kind(2) {
        Kind::None | Kind::Nil => Libraries::None,
        _ => Libraries::parse(q.check_string(2)?, creator.universe.dialect())?,
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

/// The three fields of the `package` option that count, read with metamethods.
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
        r.index_field(1, c"path");
        r.index_field(1, c"cpath");
        // The creator's own preload table stays at home; one made for the lane goes along.
        r.push_globals();
        let own = r.get_field(-1, "package") == Kind::Table && r.raw_equal(-1, 1);
        r.pop(2);
        if own {
            r.push_nil();
        } else {
            r.index_field(1, c"preload");
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
        let pair = encode_values(q, creator, -2, 2, 1, Purpose::Lane).map_err(|fault| match fault {
            Fault::Error(text) => {
                Fault::Error(format!("global '{}' cannot be copied: {text}", q.describe(-2)))
            }
            fault => fault,
        })?;
        globals.push(pair);
        q.pop(1);
    }
    Ok(globals)
}
