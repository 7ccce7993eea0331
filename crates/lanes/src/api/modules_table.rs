//! The module tables `lanes` and `lanes.core`, before and after `configure`.

use super::{C_CONFIGURE, CORE_FUNCTIONS, MODULE_FUNCTIONS, c_auto_configure, c_threads};
use crate::boundary::{Done, Kind, Outcome, Quiet, Raising, prepare};
use crate::entry;
use crate::env::Env;
use crate::ffi::{self, keys};
use crate::lindas::{self, CANCEL_ERROR};
use crate::universe::Settings;
use std::ffi::c_void;

/// The version of the API that is implemented.
pub const API_VERSION: &str = "3.14.0";

/// `ABOUT`, field by field.
const ABOUT: &[(&str, &str)] = &[
    ("author", "The Lanes authors"),
    ("description", "Running multiple Lua states in parallel"),
    ("license", "MIT/X11"),
    ("copyright", "Copyright (c) 2026 The Lanes authors"),
    ("version", API_VERSION),
    ("implementation", concat!("Lanes ", env!("CARGO_PKG_VERSION"), " (Rust)")),
];

entry!(
    /// The opener of `lanes`.
    open_lanes = open_module
);
entry!(
    /// The opener of `lanes.core`.
    open_core = open_core_table
);

fn open_module(q: Quiet<'_>) -> Outcome {
    prepare(q)?;
    let mut env = Env::of(*q);
    q.protected(0, 1, &mut env, |r, env| {
        match env {
            Some(env) => {
                ensure_core(r, Some(env));
                push_module(r, env);
                r.push_value(-1);
                r.registry_set(&keys::MODULE);
            }
            None => {
                ensure_core(r, None);
                push_unconfigured(r);
            }
        }
        1
    })?;
    Ok(Done(1))
}

fn open_core_table(q: Quiet<'_>) -> Outcome {
    prepare(q)?;
    let mut env = Env::of(*q);
    q.protected(0, 1, &mut env, |r, env| {
        ensure_core(r, env.as_deref());
        r.registry(&keys::CORE);
        1
    })?;
    Ok(Done(1))
}

/// The module table before `configure`: that function, and the rest on first use.
fn push_unconfigured(r: Raising<'_>) {
    r.create_table(0, 20);
    r.push_c_function(C_CONFIGURE);
    r.set_field(-2, "configure");
    r.create_table(0, 1);
    r.push_c_function(c_auto_configure);
    r.set_field(-2, "__index");
    r.set_metatable(-2);
    r.push_value(-1);
    r.registry_set(&keys::MODULE);
}

/// Makes sure that the core table exists and is in `package.loaded`.
fn ensure_core(r: Raising<'_>, env: Option<&Env>) {
    if r.registry(&keys::CORE) != Kind::Table {
        r.pop(1);
        r.create_table(0, 16);
        match env {
            Some(env) => {
                fill_core(r, env);
                push_settings(r, env.universe.settings());
                r.set_field(-2, "settings");
            }
            None => {
                r.push_c_function(C_CONFIGURE);
                r.set_field(-2, "configure");
            }
        }
        r.push_value(-1);
        r.registry_set(&keys::CORE);
    }
    set_loaded(r, "lanes.core");
}

/// Pops a value into `package.loaded[name]`, if there is that table.
pub fn set_loaded(r: Raising<'_>, name: &str) {
    if r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED") == Kind::Table {
        r.insert(-2);
        r.set_field(-2, name);
        r.pop(1);
    } else {
        r.pop(2);
    }
}

/// Opens the core table in a lane that has it among its libraries.
pub fn open_core_in_lane(r: Raising<'_>, settings: &Settings) {
    r.create_table(0, 16);
    fill_core_functions(r);
    push_settings(r, settings);
    r.set_field(-2, "settings");
    r.push_value(-1);
    r.registry_set(&keys::CORE);
    set_loaded(r, "lanes.core");
}

/// Pushes the configured core table of a state that is being configured: the one it has, filled.
pub fn push_core(r: Raising<'_>, env: &Env) {
    if r.registry(&keys::CORE) != Kind::Table {
        r.pop(1);
        r.create_table(0, 16);
        r.push_value(-1);
        r.registry_set(&keys::CORE);
    }
    r.push_nil();
    r.set_field(-2, "configure");
    fill_core(r, env);
}

/// Fills the core table on top.
fn fill_core(r: Raising<'_>, env: &Env) {
    fill_core_functions(r);
    lindas::push_proxy(r, env, &env.universe.gateway);
    r.set_field(-2, "timer_gateway");
    if env.universe.settings().track_lanes {
        r.push_c_function(c_threads);
        r.set_field(-2, "threads");
    }
}

fn fill_core_functions(r: Raising<'_>) {
    set_functions(r, CORE_FUNCTIONS);
    push_cancel_error(r);
    r.set_field(-2, "cancel_error");
    r.push_int(3);
    r.set_field(-2, "max_prio");
    r.push_bytes(API_VERSION.as_bytes());
    r.set_field(-2, "version");
}

/// Pushes a table with the settings that have a Lua form.
fn push_settings(r: Raising<'_>, settings: &Settings) {
    r.create_table(0, 6);
    for (name, on) in [
        ("with_timers", settings.with_timers),
        ("verbose_errors", settings.verbose_errors),
        ("demote_full_userdata", settings.demote_full_userdata),
        ("track_lanes", settings.track_lanes),
    ] {
        r.push_bool(on);
        r.set_field(-2, name);
    }
    r.push_num(settings.shutdown_timeout.as_secs_f64());
    r.set_field(-2, "shutdown_timeout");
    r.push_int(1);
    r.set_field(-2, "nb_keepers");
}

fn set_functions(r: Raising<'_>, list: &[(&str, ffi::lua_CFunction)]) {
    for (name, function) in list {
        r.push_c_function(*function);
        r.set_field(-2, name);
    }
}

fn push_cancel_error(r: Raising<'_>) {
    r.push_light(CANCEL_ERROR as *mut c_void);
}

/// Pushes a new configured module table.
pub fn push_module(r: Raising<'_>, env: &Env) {
    r.create_table(0, 24);
    fill_module(r, env);
}

/// Fills the module table on top.
pub fn fill_module(r: Raising<'_>, env: &Env) {
    set_functions(r, MODULE_FUNCTIONS);
    if !env.universe.settings().with_timers {
        // One function then, which says so.
        r.get_field(-1, "timers");
        r.set_field(-2, "timer");
    }
    push_cancel_error(r);
    r.set_field(-2, "cancel_error");
    r.create_table(0, ABOUT.len());
    for (field, text) in ABOUT {
        r.push_bytes(text.as_bytes());
        r.set_field(-2, field);
    }
    r.set_field(-2, "ABOUT");
    r.push_bytes(b"Lanes 3.14.0");
    r.set_field(-2, "_VERSION");
}

/// Makes `require "lanes"` work in a lane without any path.
pub fn set_preload(r: Raising<'_>) {
    let top = r.top();
    if r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED") == Kind::Table
        && r.get_field(-1, "package") == Kind::Table
        && r.get_field(-1, "preload") == Kind::Table
    {
        for (name, open) in [("lanes", open_lanes as ffi::lua_CFunction), ("lanes.core", open_core)] {
            r.push_c_function(open);
            r.set_field(-2, name);
        }
    }
    r.set_top(top);
}
