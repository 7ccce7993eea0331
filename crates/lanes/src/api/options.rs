//! What `lanes.configure` accepts in either dialect, and the settings that come of it.

use super::{options3, options4};
use crate::boundary::{Fault, Kind, Quiet, Raising};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::lane::allocator::Allocator;
use crate::universe::{Fallback, OnLaneError, OnStateCreate, Settings, Universe};
use crate::value::{Purpose, encode_values};
use std::ffi::c_int;
use std::sync::Arc;
use std::time::Duration;

/// What was read from the options table.
pub struct Options {
    /// Whose conventions hold.
    pub dialect: Dialect,
    /// `with_timers`
    pub with_timers: bool,
    /// `verbose_errors`
    pub verbose_errors: bool,
    /// `demote_full_userdata` (3.x)
    pub demote_full_userdata: bool,
    /// `track_lanes`
    pub track_lanes: bool,
    /// There is an `on_state_create`.
    pub has_on_state_create: bool,
    /// `allocator`
    pub allocator: Allocator,
    /// `shutdown_timeout`, in seconds.
    pub shutdown_timeout: f64,
    /// `on_lane_error`
    pub on_lane_error: Option<OnLaneError>,
    /// `convert_fallback` (4.x)
    pub convert_fallback: Fallback,
    /// `convert_max_attempts` (4.x)
    pub convert_max_attempts: u32,
    /// `strip_functions` (4.x)
    pub strip_functions: bool,
    /// `linda_wake_period` (4.x), in seconds; none: never.
    pub linda_wake_period: Option<f64>,
    /// `nb_user_keepers` (4.x)
    pub nb_user_keepers: u32,
}

impl Options {
    /// The defaults of a dialect.
    pub fn new(dialect: Dialect) -> Options {
        Options {
            dialect,
            with_timers: dialect == Dialect::V3,
            verbose_errors: false,
            demote_full_userdata: false,
            track_lanes: false,
            has_on_state_create: false,
            allocator: Allocator::Default,
            shutdown_timeout: 0.25,
            on_lane_error: None,
            convert_fallback: Fallback::None,
            convert_max_attempts: 1,
            strip_functions: dialect == Dialect::V4,
            linda_wake_period: None,
            nb_user_keepers: 0,
        }
    }

    /// Reads what stands at 1: nothing, nil or false for the defaults, or a table. `wished` is the dialect unless the
    /// option `api` names another.
    pub fn read(q: Quiet<'_>, wished: Dialect) -> Result<Options, Fault> {
        match q.kind(1) {
            Kind::None | Kind::Nil => return Ok(Options::new(wished)),
            Kind::Boolean if !q.truthy(1) => return Ok(Options::new(wished)),
            Kind::Table => {}
            _ => return Err(not_a_table(wished)),
        }
        let mut options = Options::new(dialect_option(q, wished)?);
        q.push_nil();
        while q.next(1) {
            match options.dialect {
                Dialect::V3 => options3::take(&mut options, q)?,
                Dialect::V4 => options4::take(&mut options, q)?,
            }
            q.pop(1);
        }
        Ok(options)
    }

    /// Takes the value on top as `on_lane_error`. False if it will not do.
    pub fn take_on_lane_error(&mut self, q: Quiet<'_>) -> bool {
        self.on_lane_error = match (q.kind(-1), q.bytes(-1)) {
            (Kind::Function, _) => Some(OnLaneError::Call),
            (_, Some(b"stderr")) => Some(OnLaneError::Stderr),
            (_, Some(b"ignore")) => Some(OnLaneError::Ignore),
            _ => return false,
        };
        true
    }

    /// The universe's settings.
    pub fn settings(&self, q: Quiet<'_>) -> Result<Settings, Fault> {
        let on_state_create =
            if self.has_on_state_create { on_state_create(q, self.dialect)? } else { OnStateCreate::None };
        Ok(Settings {
            dialect: self.dialect,
            verbose_errors: self.verbose_errors,
            demote_full_userdata: self.demote_full_userdata,
            track_lanes: self.track_lanes,
            with_timers: self.with_timers,
            shutdown_timeout: Duration::try_from_secs_f64(self.shutdown_timeout).unwrap_or(Duration::MAX),
            on_state_create,
            allocator: self.allocator,
            on_lane_error: self.on_lane_error.unwrap_or(OnLaneError::Stderr),
            convert_fallback: self.convert_fallback,
            convert_max_attempts: self.convert_max_attempts,
            strip_functions: self.strip_functions,
            linda_wake_period: self.linda_wake_period,
            nb_user_keepers: self.nb_user_keepers,
        })
    }
}

fn not_a_table(dialect: Dialect) -> Fault {
    let what = if dialect == Dialect::V3 { "parameter" } else { "argument" };
    Fault::Error(format!("Bad {what} #1 to lanes.configure(), should be a table"))
}

/// The option `api`: the dialect's major number.
fn dialect_option(q: Quiet<'_>, wished: Dialect) -> Result<Dialect, Fault> {
    push_option(q, "api")?;
    let dialect = match q.kind(-1) {
        Kind::Nil => Some(wished),
        Kind::Number => q.integer(-1).and_then(Dialect::from_major),
        _ => None,
    };
    let bad = || match wished {
        Dialect::V3 => Fault::Error(format!("Bad api: {}", q.describe(-1))),
        Dialect::V4 => options4::bad(q, "api", "must be 3 or 4"),
    };
    let dialect = dialect.ok_or_else(bad)?;
    q.pop(1);
    Ok(dialect)
}

/// Pushes the value of an option of the table at 1.
pub fn push_option(q: Quiet<'_>, name: &'static str) -> Result<(), Fault> {
    q.push_value(1);
    q.protected(1, 1, &mut { name }, |r, name| {
        r.get_field(1, name);
        1
    })
}

/// Takes the data of the state away: it is not configured any more.
pub fn detach(r: Raising<'_>, (): &mut ()) -> c_int {
    r.push_nil();
    r.registry_set(&crate::ffi::keys::ENV);
    0
}

/// The callback for new states: a C function's address, or a Lua function encoded in a universe of its own, since the
/// real one is not there yet.
fn on_state_create(q: Quiet<'_>, dialect: Dialect) -> Result<OnStateCreate, Fault> {
    push_option(q, "on_state_create")?;
    let callback = match q.c_function(-1) {
        Some(function) => {
            if q.get_upvalue(-1, 1).is_some() {
                return Err(Fault::Error("on_state_create shouldn't have upvalues".to_owned()));
            }
            OnStateCreate::Native(function)
        }
        None => {
            let universe = Universe::new(Options::new(dialect).settings(q)?);
            let env = Env::new(universe, None);
            Env::attach(q, &env)?;
            let packet = encode_values(q, &env, -1, 1, 1, Purpose::Internal);
            let _ = q.protected(0, 0, &mut (), detach);
            OnStateCreate::Lua(Arc::new(packet?))
        }
    };
    q.pop(1);
    Ok(callback)
}
