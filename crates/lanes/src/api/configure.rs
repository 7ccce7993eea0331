//! `lanes.configure`: validation first, then the universe; a failure at any point leaves the state as it was.

use super::{modules, modules_table, name_globals, push_core};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::entry;
use crate::env::Env;
use crate::ffi::{keys, lua_CFunction};
use crate::lane::{self, Lane};
use crate::universe::{OnLaneError, OnStateCreate, Settings, Universe};
use crate::value::encode_values;
use std::ffi::c_int;
use std::sync::Arc;
use std::time::Duration;

entry!(c_configure = configure);
entry!(
    /// The `__index` of the module table before `configure`.
    c_auto_configure = auto_configure
);

/// `lanes.configure`
pub const C_CONFIGURE: lua_CFunction = c_configure;

/// The option names.
const OPTIONS: [&str; 9] = [
    "nb_keepers",
    "with_timers",
    "verbose_errors",
    "allocator",
    "demote_full_userdata",
    "track_lanes",
    "on_state_create",
    "shutdown_timeout",
    "on_lane_error",
];

/// `lanes.configure([options])`
fn configure(q: Quiet<'_>) -> Outcome {
    if Env::of(*q).is_none() {
        if !q.kind(1).is_none_or_nil() && (q.kind(1) != Kind::Boolean || q.truthy(1)) {
            if q.kind(1) != Kind::Table {
                return Err(Fault::Error(
                    "Bad parameter #1 to lanes.configure(), should be a table".to_owned(),
                ));
            }
        } else {
            q.set_top(0);
            q.push_nil();
        }
        set_up(q)?;
    }
    q.registry(&keys::MODULE);
    Ok(Done(1))
}

/// `lanes[key]` before `configure`: configures with the defaults, then reads.
fn auto_configure(q: Quiet<'_>) -> Outcome {
    q.set_top(2);
    if Env::of(*q).is_none() {
        q.push_nil();
        q.insert(1);
        set_up(q)?;
        q.remove(1);
        q.set_top(2);
    }
    q.raw_get(1);
    Ok(Done(1))
}

/// Reads and checks the options at 1, makes the universe, fills the tables.
fn set_up(q: Quiet<'_>) -> Result<(), Fault> {
    let mut options = Options::default();
    if q.kind(1) == Kind::Table {
        options.read(q)?;
    }
    let universe = Universe::new(options.settings(q)?);
    let main = Env::new(universe.clone(), None);
    let done = Env::attach(q, &main).and_then(|()| fill(q, &main, &options));
    if done.is_err() {
        // The error stays on the stack below.
        if q.protected(0, 0, &mut (), detach).is_err() {
            q.pop(1);
        }
    }
    done
}

fn detach(r: Raising<'_>, (): &mut ()) -> c_int {
    r.push_nil();
    r.registry_set(&keys::ENV);
    0
}

/// What was read from the options table.
#[derive(Default)]
struct Options {
    without_timers: bool,
    verbose_errors: bool,
    demote_full_userdata: bool,
    track_lanes: bool,
    has_on_state_create: bool,
    shutdown_timeout: Option<f64>,
    on_lane_error: Option<OnLaneError>,
}

impl Options {
    fn read(&mut self, q: Quiet<'_>) -> Result<(), Fault> {
        q.push_nil();
        while q.next(1) {
            let name = q.bytes(-2).and_then(|key| OPTIONS.iter().find(|o| o.as_bytes() == key));
            let Some(name) = name else {
                let key = q.describe(-2);
                return Err(Fault::Error(format!("Unknown parameter '{key}' in configure options")));
            };
            if !self.take(q, name)? {
                return Err(Fault::Error(format!("Bad {name}: {}", q.describe(-1))));
            }
            q.pop(1);
        }
        Ok(())
    }

    /// Takes the option whose value is on top. False if the value will not do.
    fn take(&mut self, q: Quiet<'_>, name: &str) -> Result<bool, Fault> {
        let kind = q.kind(-1);
        let number = (kind == Kind::Number).then(|| q.number(-1).unwrap_or_default());
        match name {
            "nb_keepers" => match number {
                Some(n) if n > 0.0 && n < 1.0 => {
                    return Err(Fault::Error("Bad number of keepers (0)".to_owned()));
                }
                n => return Ok(n.is_some_and(|n| n > 0.0 && n.is_finite())),
            },
            "with_timers" => self.without_timers = kind == Kind::Boolean && !q.truthy(-1),
            "verbose_errors" => self.verbose_errors = q.truthy(-1),
            "demote_full_userdata" => self.demote_full_userdata = q.truthy(-1),
            "track_lanes" => self.track_lanes = q.truthy(-1),
            "allocator" => {
                let c_function = kind == Kind::Function && q.is_c_function(-1);
                if c_function && q.get_upvalue(-1, 1).is_some() {
                    return Err(Fault::Error("config.allocator() shouldn't have upvalues".to_owned()));
                }
                return Ok(c_function || q.bytes(-1) == Some(b"protected"));
            }
            "on_state_create" => {
                self.has_on_state_create = true;
                if kind == Kind::Function && q.is_c_function(-1) && q.get_upvalue(-1, 1).is_some() {
                    return Err(Fault::Error("on_state_create shouldn't have upvalues".to_owned()));
                }
                return Ok(kind == Kind::Function);
            }
            "on_lane_error" => {
                self.on_lane_error = match (kind, q.bytes(-1)) {
                    (Kind::Function, _) => Some(OnLaneError::Call),
                    (_, Some(b"stderr")) => Some(OnLaneError::Stderr),
                    (_, Some(b"ignore")) => Some(OnLaneError::Ignore),
                    _ => return Ok(false),
                };
            }
            _ => {
                self.shutdown_timeout = number;
                return Ok(number.is_some_and(|n| n >= 0.0));
            }
        }
        Ok(true)
    }

    /// The universe's settings.
    fn settings(&self, q: Quiet<'_>) -> Result<Settings, Fault> {
        let timeout = self.shutdown_timeout.unwrap_or(0.25);
        Ok(Settings {
            verbose_errors: self.verbose_errors,
            demote_full_userdata: self.demote_full_userdata,
            track_lanes: self.track_lanes,
            with_timers: !self.without_timers,
            shutdown_timeout: Duration::try_from_secs_f64(timeout).unwrap_or(Duration::MAX),
            on_state_create: if self.has_on_state_create { on_state_create(q)? } else { OnStateCreate::None },
            on_lane_error: self.on_lane_error.unwrap_or(OnLaneError::Stderr),
        })
    }
}

/// Pushes an option's value.
fn push_option(q: Quiet<'_>, name: &'static str) -> Result<(), Fault> {
    q.push_value(1);
    q.protected(1, 1, &mut { name }, |r, name| {
        r.get_field(1, name);
        1
    })
}

/// The callback for new states: a C function's address, or a Lua function encoded in a universe of its own, since the
/// real one is not there yet.
fn on_state_create(q: Quiet<'_>) -> Result<OnStateCreate, Fault> {
    push_option(q, "on_state_create")?;
    let callback = match q.c_function(-1) {
        Some(function) => OnStateCreate::Native(function),
        None => {
            let universe = Universe::new(Options::default().settings(q)?);
            let env = Env::new(universe, None);
            Env::attach(q, &env)?;
            let packet = encode_values(q, &env, -1, 1, 1);
            let _ = q.protected(0, 0, &mut (), detach);
            OnStateCreate::Lua(Arc::new(packet?))
        }
    };
    q.pop(1);
    Ok(callback)
}

/// Fills the state's tables, names what it has, and makes sure that closing it closes the universe.
fn fill(q: Quiet<'_>, main: &Arc<Env>, options: &Options) -> Result<(), Fault> {
    q.protected(0, 0, &mut main.clone(), |r, main| {
        push_guard(r, main);
        push_core(r, main);
        modules_table::set_loaded(r, "lanes.core");
        modules::wrap_require(r);
        if r.registry(&keys::MODULE) != Kind::Table {
            r.pop(1);
            r.create_table(0, 24);
            r.push_value(-1);
            r.registry_set(&keys::MODULE);
        }
        modules_table::fill_module(r, main);
        r.pop(1);
        name_globals(r, main);
        0
    })?;
    if !options.without_timers {
        push_timer_lane(q, main)?;
    }
    if options.on_lane_error == Some(OnLaneError::Call) {
        push_option(q, "on_lane_error")?;
        q.protected(1, 0, &mut (), |r, ()| {
            r.registry_set(&keys::HOOKS);
            0
        })?;
    }
    // From here on nothing fails.
    q.protected(0, 0, &mut (), |r, ()| {
        r.registry(&keys::MODULE);
        r.push_nil();
        r.set_field(-2, "configure");
        r.push_nil();
        r.set_metatable(-2);
        0
    })
}

/// `lanes.timer_lane`
fn push_timer_lane(q: Quiet<'_>, main: &Arc<Env>) -> Result<(), Fault> {
    let lane = Lane::timer(&main.universe);
    if main.universe.settings().track_lanes {
        main.universe.lanes.track(&lane);
    }
    q.push_nil();
    lane::push_handle(q, main, &lane, q.top())?;
    q.protected(1, 0, &mut (), |r, ()| {
        r.registry(&keys::MODULE);
        r.push_value(1);
        r.set_field(-2, "timer_lane");
        0
    })?;
    q.pop(1);
    Ok(())
}

/// Keeps a userdata in the registry whose finalizer closes the universe. It is made after the state's own data, so it is
/// finalized before.
fn push_guard(r: Raising<'_>, main: &mut Arc<Env>) {
    let at = r.new_userdata(size_of::<Option<Arc<Universe>>>()).cast::<Option<Arc<Universe>>>();
    // SAFETY: Lua gives a block of this size, aligned for any type of ours.
    unsafe { at.write(None) };
    r.create_table(0, 1);
    r.push_c_function(c_close);
    r.set_field(-2, "__gc");
    r.set_metatable(-2);
    // SAFETY: ours; nothing that raises comes between this and the registry but the registry's own growth, and then the
    // finalizer releases it.
    unsafe { *at = Some(main.universe.clone()) };
    r.registry_set(&keys::GUARD);
}

entry!(c_close = close);

/// The guard's `__gc`: the host's state closes.
fn close(q: Quiet<'_>) -> Outcome {
    let is_ours = q.kind(1) == Kind::Userdata && q.raw_len(1) == size_of::<Option<Arc<Universe>>>();
    if is_ours {
        // SAFETY: the metatable with this finalizer is on the guard alone and cannot be reached from Lua without the
        // debug library.
        let universe = unsafe { (*q.userdata(1).cast::<Option<Arc<Universe>>>()).take() };
        if let Some(universe) = universe {
            universe.close();
        }
    }
    Ok(Done(0))
}
