//! The tables that Lua sees: names bound to functions. No logic of its own but that of opening and naming.

mod configure;
pub mod modules;
mod modules_table;
pub mod nameof;
pub mod options;
mod options3;
mod options4;
pub mod shutdown;
mod threads;
mod time;
mod timer;

pub(crate) use configure::{C_CONFIGURE, C_CONFIGURED, c_auto_configure};
pub(crate) use modules_table::{open_core, open_lanes, open_lanes_v4};
pub use modules_table::{open_core_in_lane, push_core, push_loaded, set_loaded, set_preload};

use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::{self, keys, lua_CFunction};
use crate::lane;
use crate::lindas;
use crate::live;
use crate::value::address_map::AddressMap;
use crate::value::names::split;
use std::ffi::c_int;
use std::sync::{Arc, OnceLock};

entry!(c_gen = lane::options::generator);
entry!(c_live_objects = live::live_objects);
entry!(c_coro = lane::options::coroutine_generator);
entry!(c_lane_new = lane::lane_new);
entry!(c_lane_start = lane::lane_start);
entry!(c_linda = lindas::new);
entry!(c_genlock = lindas::genlock);
entry!(c_genatomic = lindas::genatomic);
entry!(c_threads = lane::threads);
entry!(c_threads4 = lane::threads4);
entry!(c_collectgarbage = collectgarbage);
entry!(c_nameof = nameof::nameof);
entry!(c_now_secs = time::now_secs);
entry!(c_wakeup_conv = time::wakeup_conv);
entry!(c_sleep = time::sleep);
entry!(c_sleep4 = time::sleep4);
entry!(c_finally = shutdown::finally);
entry!(c_timer = timer::timer);
entry!(c_timers = timer::timers);
entry!(c_require = modules::require);
entry!(c_register = modules::register);
entry!(c_set_singlethreaded = threads::set_singlethreaded);
entry!(c_set_thread_affinity = threads::set_thread_affinity);
entry!(c_set_thread_priority = threads::set_thread_priority);
entry!(c_set_thread_priority4 = threads::set_thread_priority4);
entry!(c_thread_priority_range = threads::thread_priority_range);

/// What a generator calls.
pub const C_LANE_START: lua_CFunction = c_lane_start;

/// The functions of the module table.
pub fn module_functions(dialect: Dialect) -> &'static [(&'static str, lua_CFunction)] {
    match dialect {
        Dialect::V3 => MODULE_FUNCTIONS_V3,
        Dialect::V4 => MODULE_FUNCTIONS_V4,
    }
}

static MODULE_FUNCTIONS_V3: &[(&str, lua_CFunction)] = &[
    ("coro", c_coro),
    ("finally", c_finally),
    ("gen", c_gen),
    ("genatomic", c_genatomic),
    ("genlock", c_genlock),
    ("linda", c_linda),
    ("nameof", c_nameof),
    ("now_secs", c_now_secs),
    ("register", c_register),
    ("require", c_require),
    ("set_singlethreaded", c_set_singlethreaded),
    ("set_thread_affinity", c_set_thread_affinity),
    ("set_thread_priority", c_set_thread_priority),
    ("sleep", c_sleep),
    ("threads", c_threads),
    ("timer", c_timer),
    ("timers", c_timers),
];

static MODULE_FUNCTIONS_V4: &[(&str, lua_CFunction)] = &[
    ("collectgarbage", c_collectgarbage),
    ("coro", c_coro),
    ("finally", c_finally),
    ("gen", c_gen),
    ("genatomic", c_genatomic),
    ("genlock", c_genlock),
    ("linda", c_linda),
    ("nameof", c_nameof),
    ("now_secs", c_now_secs),
    ("register", c_register),
    ("require", c_require),
    ("set_singlethreaded", c_set_singlethreaded),
    ("set_thread_affinity", c_set_thread_affinity),
    ("set_thread_priority", c_set_thread_priority4),
    ("sleep", c_sleep4),
    ("thread_priority_range", c_thread_priority_range),
    ("threads", c_threads4),
    ("timer", c_timer),
    ("timers", c_timers),
];

/// Functions that stand in no table: closures of the embedded Lua part have them.
static HIDDEN_FUNCTIONS: &[(&str, lua_CFunction)] = &[("lane_start", c_lane_start)];

/// The functions of the core table.
pub fn core_functions(dialect: Dialect) -> &'static [(&'static str, lua_CFunction)] {
    match dialect {
        Dialect::V3 => CORE_FUNCTIONS_V3,
        Dialect::V4 => CORE_FUNCTIONS_V4,
    }
}

static CORE_FUNCTIONS_V3: &[(&str, lua_CFunction)] = &[
    ("lane_new", c_lane_new),
    ("linda", c_linda),
    ("live_objects", c_live_objects),
    ("nameof", c_nameof),
    ("now_secs", c_now_secs),
    ("register", c_register),
    ("require", c_require),
    ("set_singlethreaded", c_set_singlethreaded),
    ("set_thread_affinity", c_set_thread_affinity),
    ("set_thread_priority", c_set_thread_priority),
    ("wakeup_conv", c_wakeup_conv),
];

static CORE_FUNCTIONS_V4: &[(&str, lua_CFunction)] = &[
    ("lane_new", c_lane_new),
    ("linda", c_linda),
    ("live_objects", c_live_objects),
    ("nameof", c_nameof),
    ("now_secs", c_now_secs),
    ("register", c_register),
    ("require", c_require),
    ("set_singlethreaded", c_set_singlethreaded),
    ("set_thread_affinity", c_set_thread_affinity),
    ("set_thread_priority", c_set_thread_priority4),
    ("wakeup_conv", c_wakeup_conv),
];

/// The state's data, or the error of a call before `configure`.
pub fn env(q: Quiet<'_>) -> Result<Arc<Env>, Fault> {
    let env = Env::of(*q).ok_or_else(|| Fault::Error("lanes is not configured in this state".to_owned()))?;
    env.notice_fork();
    Ok(env)
}

/// Where a built-in function can be found by its name.
#[derive(Clone, Copy)]
enum Scope {
    /// In states that have Lanes open.
    Core,
    /// In lanes.
    Lane,
    /// Everywhere.
    All,
}

/// A library's own function, and where it can be found.
type Builtin = (lua_CFunction, Scope);

/// The library's own functions: by name in either dialect, and the name by address.
#[derive(Default)]
struct Builtins {
    by_name: [hashbrown::HashMap<Box<[u8]>, Builtin>; 2],
    by_address: AddressMap<Box<[u8]>>,
}

impl Builtins {
    fn new() -> Builtins {
        let mut all = Builtins::default();
        // A function of both dialects has one name in both.
        for (at, dialect) in [Dialect::V3, Dialect::V4].into_iter().enumerate() {
            for (prefix, scope, list) in [
                ("lanes.core/", Scope::Core, core_functions(dialect)),
                ("lanes.core/", Scope::Core, module_functions(dialect)),
                ("lanes.core/", Scope::Core, HIDDEN_FUNCTIONS),
                ("", Scope::Lane, lane::functions(dialect)),
                ("Linda/", Scope::All, lindas::methods(dialect)),
                ("Linda/", Scope::All, lindas::INTERNALS),
            ] {
                for (name, function) in list {
                    let name: Box<[u8]> = format!("{prefix}{name}").into_bytes().into();
                    all.by_address.insert(*function as usize, name.clone());
                    all.by_name[at].insert(name, (*function, scope));
                }
            }
        }
        all
    }
}

fn builtins() -> &'static Builtins {
    static BUILTINS: OnceLock<Builtins> = OnceLock::new();
    BUILTINS.get_or_init(Builtins::new)
}

/// The lookup name of one of the library's own functions.
pub fn builtin_name(address: usize) -> Option<&'static [u8]> {
    builtins().by_address.get(&address).map(|name| &**name)
}

/// Pushes the library's own function of this name, if the state may have it.
pub fn push_builtin(r: Raising<'_>, env: &Env, name: &[u8]) -> bool {
    let by_name = &builtins().by_name[usize::from(env.universe.dialect() == Dialect::V4)];
    let Some(&(function, scope)) = by_name.get(name) else { return false };
    let here = match scope {
        Scope::All => true,
        Scope::Lane => env.lane.is_some(),
        Scope::Core => {
            let open = r.registry(&keys::CORE) == Kind::Table;
            r.pop(1);
            open
        }
    };
    if here {
        push_own(r, scope, split(name).1, function);
    }
    here
}

/// Pushes one of the library's own functions: where functions have environments, a second one would be another object, so
/// it is the one that this state has already, if it is where it belongs.
fn push_own(r: Raising<'_>, scope: Scope, key: &[u8], function: lua_CFunction) {
    if !ffi::HAS_FENV || !push_present(r, scope, key, function) {
        r.push_c_function(function);
    }
}

/// Pushes a function that this state has already. False, and nothing pushed, if it is not where it belongs.
fn push_present(r: Raising<'_>, scope: Scope, key: &[u8], function: lua_CFunction) -> bool {
    let holders: &[Option<&'static keys::Key>] = match scope {
        Scope::Core => &[Some(&keys::CORE), Some(&keys::MODULE)],
        Scope::Lane => &[None],
        Scope::All => &[Some(&keys::LINDA_MT)],
    };
    for holder in holders {
        match holder {
            Some(holder) => _ = r.registry(holder),
            None => r.push_globals(),
        }
        if r.kind(-1) == Kind::Table {
            r.push_bytes(key);
            r.raw_get(-2);
            r.remove(-2);
            if r.c_function(-1).is_some_and(|present| present as usize == function as usize) {
                return true;
            }
        }
        r.pop(1);
    }
    false
}

/// What Lanes puts in the place of standard functions.
pub static REPLACEMENTS: &[(&str, lua_CFunction)] = &[
    ("require", modules::c_require),
    #[cfg(not(feature = "luajit"))]
    ("coroutine/resume", lane::c_resume),
    #[cfg(not(feature = "luajit"))]
    ("coroutine/wrap", lane::c_wrap),
];

/// `lanes.collectgarbage()` of 4.x: nothing, since no hidden state holds values that were sent.
fn collectgarbage(_q: Quiet<'_>) -> Outcome {
    Ok(Done(0))
}

/// Names everything reachable from the globals.
pub fn name_globals(r: Raising<'_>, env: &Env) {
    #[cfg(feature = "luajit")]
    {
        crate::value::originals::keep(r);
        crate::value::originals::name(r, env.names());
    }
    r.push_globals();
    // SAFETY: a protected call inside a protected call is as quiet as any; its error is raised again here, when its data
    // has been dropped.
    if unsafe { modules::name_tree(Quiet::new(r.as_ptr()), env, b"") }.is_err() {
        r.throw();
    }
    crate::value::standard::name_tables(r, env);
    crate::value::userdata::name_streams(r, env);
    env.names().set_complete();
}

/// Calls a factory of the embedded Lua part with the top `n` values and some of the library's functions; its result is the
/// outcome.
pub fn call_factory(
    q: Quiet<'_>,
    name: &'static str,
    n: c_int,
    functions: &'static [lua_CFunction],
) -> Outcome {
    q.protected(n, 1, &mut { (name, functions) }, |r, (name, functions)| {
        push_factory(r, name);
        r.insert(1);
        for function in functions.iter() {
            r.push_c_function(*function);
        }
        r.call(r.top() - 1, 1);
        1
    })?;
    Ok(Done(1))
}

/// Pushes a factory of the embedded Lua part, compiling that on first use.
pub fn push_factory(r: Raising<'_>, name: &str) {
    if r.registry(&keys::FACTORIES) != Kind::Table {
        r.pop(1);
        // SAFETY: inside a protected call; the text is ours.
        let status = unsafe { ffi::loadbuffer(r.as_ptr(), include_bytes!("../lanes.lua"), c"=lanes", c"t") };
        if status != ffi::LUA_OK {
            r.throw();
        }
        r.call(0, 1);
        r.push_value(-1);
        r.registry_set(&keys::FACTORIES);
    }
    r.get_field(-1, name);
    r.remove(-2);
}
