//! Modules: the serialised `require`, and naming what a module holds so that it can travel.

use super::modules_table;
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::keys;
use crate::lindas;
use crate::universe::Universe;
use crate::value::names::{Naming, Scan, name_all};
use crate::value::userdata::may_have_name;
use ::linda::{Cancelled, Request};
use parking_lot::ReentrantMutexGuard;
use std::ffi::c_int;
use std::time::Duration;

entry!(
    /// The global `require` of every state that Lanes is set up in.
    c_require = serialised
);

/// Replaces the global `require`, once a state, by one that runs it while no other state of the universe does.
pub fn wrap_require(r: Raising<'_>) {
    r.need_stack(8);
    let top = r.top();
    // One that the script put in the place of ours may call ours: to wrap it too would make a circle.
    if r.registry(&keys::REQUIRE) == Kind::Nil {
        r.push_globals();
        if r.get_field(-1, "require") == Kind::Function {
            // The function first: without memory for it nothing is changed.
            r.push_c_function(c_require);
            r.insert(-2);
            r.registry_set(&keys::REQUIRE);
            r.set_field(-2, "require");
        }
    }
    r.set_top(top);
}

fn serialised(q: Quiet<'_>) -> Outcome {
    // A `configure` that failed has left this in place; then there is nobody to take turns with.
    match Env::of(*q) {
        Some(env) => run_original(q, &env)?,
        None => q.protected(q.top(), 1, &mut (), call_original)?,
    }
    Ok(Done(1))
}

/// Calls the original `require` with all of the stack as its arguments, which its first result replaces.
fn run_original(q: Quiet<'_>, env: &Env) -> Result<(), Fault> {
    let is_core = q.bytes(1) == Some(env.universe.dialect().core_name().as_bytes());
    let guard = lock(q, env)?;
    let result = q.protected(q.top(), 1, &mut (), call_original);
    // Held while Lua runs, as nothing else is: modules are loaded one at a time, whatever state asks.
    drop(guard);
    result?;
    if is_core {
        q.protected(0, 0, &mut &*env, |r, env| {
            modules_table::core_required(r, env);
            0
        })?;
    }
    Ok(())
}

fn call_original(r: Raising<'_>, _: &mut ()) -> c_int {
    let count = r.top();
    r.registry(&keys::REQUIRE);
    r.insert(1);
    r.call(count, 1);
    1
}

/// How often a lane that waits for the lock looks whether it is to die.
const PATIENCE: Duration = Duration::from_millis(50);

/// Waits for the lock. Whoever holds it runs Lua code and may not give it back for long, or ever if it was abandoned, so
/// a lane that is killed meanwhile does not wait on.
fn lock<'u>(q: Quiet<'_>, env: &'u Env) -> Result<ReentrantMutexGuard<'u, ()>, Fault> {
    let universe: &Universe = &env.universe;
    loop {
        if let Some(guard) = universe.require_lock.try_lock_for(PATIENCE) {
            return Ok(guard);
        }
        if let Some(answer) = crate::interrupt::answer(q, &env.waiter) {
            return Err(answer.err().unwrap_or_else(|| Fault::Error("interrupted!".to_owned())));
        }
        if env.waiter.request() == Request::Kill {
            lindas::cancelled_outcome(q, env.universe.dialect(), Cancelled::Hard)?;
        }
    }
}

/// `lanes.require(name, ..)`: loads a module and names what is in it.
pub fn require(q: Quiet<'_>) -> Outcome {
    let name: Box<[u8]> = match q.kind(1) {
        Kind::Number => q.describe(1).into_bytes().into(),
        _ => q.check_string(1)?.into(),
    };
    let env = crate::api::env(q)?;
    check_original(q)?;
    run_original(q, &env)?;
    let kind = q.kind(-1);
    if !matches!(kind, Kind::Table | Kind::Function | Kind::Userdata) {
        return Err(Fault::Error(format!("unsupported module type {}", kind.name())));
    }
    name_at(q, &env, &name, q.top())?;
    Ok(Done(1))
}

/// Makes sure that there is a `require`: the library `package` may have been opened after Lanes was set up.
fn check_original(q: Quiet<'_>) -> Result<(), Fault> {
    fn wrap(r: Raising<'_>, _: &mut ()) -> c_int {
        wrap_require(r);
        0
    }
    let mut kind = q.registry(&keys::REQUIRE);
    q.pop(1);
    if kind == Kind::Nil {
        q.protected(0, 0, &mut (), wrap)?;
        kind = q.registry(&keys::REQUIRE);
        q.pop(1);
    }
    if kind == Kind::Function {
        Ok(())
    } else {
        Err(Fault::Error("there is no 'require' in this state (is the library 'package' open?)".to_owned()))
    }
}

/// Pushes a module from `package.loaded`, or what `require` gives if there is one, or nil. Raises what `require` does.
fn push_module(r: Raising<'_>, module: &[u8]) {
    r.need_stack(8);
    let top = r.top();
    modules_table::push_loaded(r, module);
    if r.kind(-1) == Kind::Nil && r.registry(&keys::REQUIRE) == Kind::Function {
        r.push_c_function(c_require);
        r.push_bytes(module);
        r.call(1, 1);
        r.replace(top + 1);
    }
    r.set_top(top + 1);
}

/// Has a module be loaded, in a state that has `require`. Raises what that does.
pub fn load(r: Raising<'_>, module: &[u8]) {
    push_module(r, module);
    r.pop(1);
}

/// Pushes the C function at `key` of a module, or the module itself if that is empty. False, and nothing pushed, if it is
/// not there. Raises what `require` does.
pub fn push_function(r: Raising<'_>, module: &[u8], key: &[u8]) -> bool {
    push_module(r, module);
    if !key.is_empty() && r.kind(-1) == Kind::Table {
        r.push_bytes(key);
        r.raw_get(-2);
        r.remove(-2);
    }
    let found = r.kind(-1) == Kind::Function && r.is_c_function(-1);
    if !found {
        r.pop(1);
    }
    found
}

/// `lanes.register(name, module)`: names what is in a module.
pub fn register(q: Quiet<'_>) -> Outcome {
    let name = q.check_string(1)?;
    if !matches!(q.kind(2), Kind::Table | Kind::Function | Kind::Userdata) {
        return Err(Fault::Arg(2, "unexpected module type".to_owned()));
    }
    let env = crate::api::env(q)?;
    name_at(q, &env, name, 2)?;
    Ok(Done(0))
}

/// Enters the module at `i` into the state's names: a table with everything reachable from it, a C function or full
/// userdata under exactly this name. A Lua function travels without a name, and anything else has none.
pub fn name_at(q: Quiet<'_>, env: &Env, name: &[u8], i: c_int) -> Result<(), Fault> {
    fn object(r: Raising<'_>, (env, name): &mut (&Env, &[u8])) -> c_int {
        if r.kind(1) != Kind::Userdata || may_have_name(r, 1) {
            env.names().rename_object(r, name, 1);
        }
        0
    }
    q.push_value(i);
    if q.kind(-1) == Kind::Table {
        name_tree(q, env, name)
    } else if q.kind(-1) == Kind::Userdata || q.is_c_function(-1) {
        q.protected(1, 0, &mut (env, name), object)
    } else {
        q.pop(1);
        Ok(())
    }
}

/// Names everything reachable from the table on top of the stack, which is popped.
pub fn name_tree(q: Quiet<'_>, env: &Env, prefix: &[u8]) -> Result<(), Fault> {
    fn tree(r: Raising<'_>, naming: &mut Naming<'_>) -> c_int {
        name_all(r, naming);
        0
    }
    // Those of modules that were registered; in 4.x all.
    let with_userdata = !prefix.is_empty() || env.universe.dialect() == Dialect::V4;
    q.protected(1, 0, &mut Naming { env, prefix, scan: Scan::new(with_userdata) }, tree)
}
