//! The module tables `lanes` and `lanes.core` (`lanes_core` in 4.x), before and after `configure`.

use super::{
    C_CONFIGURE, C_CONFIGURED, Scope, c_auto_configure, c_threads, core_functions, module_functions, push_own,
};
use crate::boundary::{Done, Kind, Outcome, Quiet, Raising, prepare};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::{self, keys};
use crate::lindas::{self, CANCEL_ERROR, NULL};
use crate::universe::Settings;
use std::ffi::c_void;

/// `ABOUT`, field by field, but for the version.
const ABOUT: &[(&str, &str)] = &[
    ("author", "The Lanes authors"),
    ("description", "Running multiple Lua states in parallel"),
    ("license", "MIT/X11"),
    ("copyright", "Copyright (c) 2026 The Lanes authors"),
    ("implementation", concat!("Lanes ", env!("CARGO_PKG_VERSION"), " (Rust)")),
];

entry!(
    /// The opener of `lanes`.
    open_lanes = open_module
);
entry!(
    /// The opener of `lanes.v4`.
    open_lanes_v4 = open_module_v4
);
entry!(
    /// The opener of `lanes.core` and `lanes_core`.
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

fn open_module_v4(q: Quiet<'_>) -> Outcome {
    prepare(q)?;
    Dialect::V4.wish(q)?;
    // It is the same module as `lanes`, whichever is asked for first.
    q.protected(0, 1, &mut (), |r, ()| {
        push_loaded(r, b"lanes");
        1
    })?;
    if Env::of(*q).is_some() && q.kind(-1) == Kind::Table {
        return Ok(Done(1));
    }
    q.pop(1);
    open_module(q)?;
    q.protected(1, 1, &mut (), |r, ()| {
        r.push_value(1);
        set_loaded(r, "lanes");
        1
    })?;
    Ok(Done(1))
}

/// Pushes `package.loaded[name]`, or nil.
pub fn push_loaded(r: Raising<'_>, name: &[u8]) {
    if r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED") == Kind::Table {
        r.push_bytes(name);
        r.raw_get(-2);
    } else {
        r.push_nil();
    }
    r.remove(-2);
}

fn open_core_table(q: Quiet<'_>) -> Outcome {
    prepare(q)?;
    if q.bytes(1) == Some(Dialect::V4.core_name().as_bytes()) {
        Dialect::V4.wish(q)?;
    }
    let mut env = Env::of(*q);
    q.protected(0, 1, &mut env, |r, env| {
        ensure_core(r, env.as_deref());
        r.registry(&keys::CORE);
        1
    })?;
    Ok(Done(1))
}

/// The module table before `configure`: that function, and the rest on first use. There is one, whoever asks for it.
fn push_unconfigured(r: Raising<'_>) {
    if r.registry(&keys::MODULE) != Kind::Table {
        r.pop(1);
        r.create_table(0, 20);
        r.push_value(-1);
        r.registry_set(&keys::MODULE);
    }
    set_configure(r);
    r.create_table(0, 2);
    r.push_c_function(c_auto_configure);
    r.set_field(-2, "__index");
    if Dialect::of(r) == Dialect::V4 {
        r.push_bytes(b"Lanes");
        r.set_field(-2, "__metatable");
    }
    r.set_metatable(-2);
}

/// What the tables have before `configure`.
fn set_configure(r: Raising<'_>) {
    r.push_c_function(C_CONFIGURE);
    r.set_field(-2, "configure");
    if Dialect::of(r) == Dialect::V4 {
        r.push_light(NULL as *mut c_void);
        r.set_field(-2, "null");
    }
}

/// Makes sure that the core table exists and is in `package.loaded`. In a configured state, one that was taken out of
/// there is made anew.
fn ensure_core(r: Raising<'_>, env: Option<&Env>) {
    let made =
        r.registry(&keys::CORE) == Kind::Table && (env.is_none() || is_loaded(r, Dialect::of(r).core_name()));
    if !made {
        r.pop(1);
        r.create_table(0, 16);
        r.push_value(-1);
        r.registry_set(&keys::CORE);
    }
    match env {
        Some(env) if !made => {
            fill_core(r, env);
            push_settings(r, env.universe.settings());
            r.set_field(-2, "settings");
        }
        Some(env) => complete_core(r, env),
        None => set_configure(r),
    }
    set_loaded(r, Dialect::of(r).core_name());
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

/// Whether there is a table of this name in `package.loaded`.
fn is_loaded(r: Raising<'_>, name: &str) -> bool {
    let top = r.top();
    let loaded =
        r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED") == Kind::Table && r.get_field(-1, name) == Kind::Table;
    r.set_top(top);
    loaded
}

/// Opens the core table in a lane that has it among its libraries, but for what [`complete_core`] adds: that needs the
/// metatable of lindas, which would make each such lane start a tenth more slowly, and few look at it.
pub fn open_core_in_lane(r: Raising<'_>, env: &Env) {
    r.create_table(0, 16);
    fill_core_fields(r, env);
    push_settings(r, env.universe.settings());
    r.set_field(-2, "settings");
    r.push_value(-1);
    r.registry_set(&keys::CORE);
    set_loaded(r, env.universe.dialect().core_name());
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
    fill_core_fields(r, env);
    complete_core(r, env);
}

/// Adds to the core table on top what it still lacks in a lane that was given it with its libraries.
fn complete_core(r: Raising<'_>, env: &Env) {
    if r.get_field(-1, "timer_gateway") == Kind::Nil {
        lindas::push_proxy(r, env, &env.universe.gateway);
        r.set_field(-3, "timer_gateway");
    }
    r.pop(1);
}

/// Has the state's core table be complete when it is required.
pub fn core_required(r: Raising<'_>, env: &Env) {
    if r.registry(&keys::CORE) == Kind::Table {
        complete_core(r, env);
    }
    r.pop(1);
}

fn fill_core_fields(r: Raising<'_>, env: &Env) {
    let dialect = env.universe.dialect();
    set_functions(r, core_functions(dialect));
    push_cancel_error(r);
    r.set_field(-2, "cancel_error");
    r.push_int(3);
    r.set_field(-2, "max_prio");
    r.push_bytes(dialect.version().as_bytes());
    r.set_field(-2, "version");
    if dialect == Dialect::V4 {
        r.push_light(NULL as *mut c_void);
        r.set_field(-2, "null");
    }
    if env.universe.settings().track_lanes {
        r.push_c_function(c_threads);
        r.set_field(-2, "threads");
    }
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
        push_own(r, Scope::Core, name.as_bytes(), *function);
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
    let dialect = env.universe.dialect();
    set_functions(r, module_functions(dialect));
    if !env.universe.settings().with_timers {
        // One function then, which says so.
        r.get_field(-1, "timers");
        r.set_field(-2, "timer");
    }
    push_cancel_error(r);
    r.set_field(-2, "cancel_error");
    r.create_table(0, ABOUT.len() + 1);
    for (field, text) in ABOUT {
        r.push_bytes(text.as_bytes());
        r.set_field(-2, field);
    }
    r.push_bytes(dialect.version().as_bytes());
    r.set_field(-2, "version");
    r.set_field(-2, "ABOUT");
    match dialect {
        Dialect::V3 => {
            r.push_bytes(b"Lanes 3.14.0");
            r.set_field(-2, "_VERSION");
        }
        Dialect::V4 => {
            r.push_light(NULL as *mut c_void);
            r.set_field(-2, "null");
            r.push_c_function(C_CONFIGURED);
            r.set_field(-2, "configure");
        }
    }
}

/// Makes `require "lanes"` work in a lane without any path.
pub fn set_preload(r: Raising<'_>, dialect: Dialect) {
    let top = r.top();
    if r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED") == Kind::Table
        && r.get_field(-1, "package") == Kind::Table
        && r.get_field(-1, "preload") == Kind::Table
    {
        let modules = [
            ("lanes", open_lanes as ffi::lua_CFunction),
            ("lanes.v4", open_lanes_v4),
            (dialect.core_name(), open_core),
        ];
        for (name, open) in modules {
            r.push_c_function(open);
            r.set_field(-2, name);
        }
    }
    r.set_top(top);
}
