//! `lanes.configure`: validation first, then the universe; a failure at any point leaves the state as it was.

use super::options::{Options, detach, push_option};
use super::{modules, modules_table, name_globals, push_core, shutdown};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::{keys, lua_CFunction};
use crate::lane::{self, Lane, allocator};
use crate::universe::{OnLaneError, Universe};
use std::sync::Arc;

entry!(c_configure = configure);
entry!(
    /// The `__index` of the module table before `configure`.
    c_auto_configure = auto_configure
);

entry!(c_configured = configured);

/// `lanes.configure`
pub const C_CONFIGURE: lua_CFunction = c_configure;
/// `lanes.configure` of 4.x after the first call.
pub const C_CONFIGURED: lua_CFunction = c_configured;

/// `lanes.configure([options])`
fn configure(q: Quiet<'_>) -> Outcome {
    if Env::of(*q).is_none() {
        q.set_top(1);
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

/// `lanes.configure` of 4.x once that is done: returns the module, whatever its arguments are.
fn configured(q: Quiet<'_>) -> Outcome {
    q.registry(&keys::MODULE);
    Ok(Done(1))
}

/// Reads and checks the options at 1, makes the universe, fills the tables.
fn set_up(q: Quiet<'_>) -> Result<(), Fault> {
    let mut options = Options::read(q, Dialect::of_state(q)?)?;
    allocator::check(q, &mut options)?;
    let universe = Universe::new(options.settings(q)?);
    let main = Env::new(universe.clone(), None);
    let done = Env::attach(q, &main).and_then(|()| fill(q, &main, &options));
    if done.is_ok() {
        crate::interrupt::watch(&main.waiter);
    } else {
        // The error stays on the stack below.
        if q.protected(0, 0, &mut (), detach).is_err() {
            q.pop(1);
        }
    }
    done
}

/// Fills the state's tables, names what it has, and makes sure that closing it closes the universe.
fn fill(q: Quiet<'_>, main: &Arc<Env>, options: &Options) -> Result<(), Fault> {
    q.protected(0, 0, &mut main.clone(), |r, main| {
        shutdown::push_guard(r, main);
        push_core(r, main);
        modules_table::set_loaded(r, main.universe.dialect().core_name());
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
    if options.with_timers {
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
    q.protected(0, 0, &mut { options.dialect }, |r, dialect| {
        r.registry(&keys::MODULE);
        match dialect {
            Dialect::V3 => r.push_nil(),
            Dialect::V4 => r.push_c_function(c_configured),
        }
        r.set_field(-2, "configure");
        r.push_nil();
        r.set_metatable(-2);
        0
    })?;
    allocator::install(q, &main.universe);
    Ok(())
}

/// `lanes.timer_lane`
fn push_timer_lane(q: Quiet<'_>, main: &Arc<Env>) -> Result<(), Fault> {
    let lane = Lane::timer(&main.universe);
    if main.universe.settings().track_lanes {
        main.universe.lanes.list(&lane);
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
