//! Memory that runs out at every single allocation of the host's state in turn, in every function that scripts can call:
//! each time an ordinary error or success, the state works on, and nothing is left when it is closed.

use crate::boundary::{Fault, Quiet};
use crate::dialect::Dialect;
use crate::ffi;
use crate::testing::{Host, Shortage};
use crate::{open_core, open_lanes, open_lanes_v4};

/// What a script does before memory runs out. Everything that takes part is a global.
const PREPARE: &str = "
    lanes = require 'lanes'.configure { track_lanes = true, on_lane_error = 'ignore' }
    core = require 'lanes.core'
    l = lanes.linda 'name'
    l:set('k', 1, {2}, ('x'):rep(30), ('y'):rep(20000))
    l:limit('k', 10)
    lock = lanes.genlock(l, 'lock', 2)
    atomic = lanes.genatomic(l, 'atomic', 5)
    mt = {}
    value = {1, {2}, ('x'):rep(30), setmetatable({}, mt), print, {[true] = 0.5}}
    value[7] = value
    gen = lanes.gen('base,string', {globals = {g = 1}}, function(...) return g, ... end)
    failing = lanes.gen('*', function() error({'an error'}) end)
    done, failed = gen(1, 'two', {3}), failing()
    done:join()
    failed:join()
    waiting = lanes.gen('*', function(l) set_debug_threadname('waits') l:receive('never') end)(lanes.linda())
    while waiting.status ~= 'waiting' do lanes.sleep(0.001) end";

/// What is tried with less and less memory, by name.
const ACTS: &[(&str, &str)] = &[
    ("linda", "lanes.linda() lanes.linda('named') lanes.linda('grouped', 1)"),
    ("send", "l:send('s', 1, 'short', ('long'):rep(100), value, l, print) l:set('s')"),
    ("send with timeout", "assert(not l:send(0, 'k', 1, 2, 3, 4, 5, 6, 7))"),
    ("receive", "local k, v = l:receive(0, 'none', 'k') assert(k == 'k' and v == 1) l:set('k', 1, value)"),
    ("receive batched", "local k, a, b = l:receive(l.batched, 'k', 1, 2) assert(k == 'k' and a) l:set('k', 1, value)"),
    ("set", "l:set('new', value, 2) l:set('new')"),
    ("get", "assert(l:get('k', 4)) l:get('none')"),
    ("limit", "l:limit('limited', 3) l:limit('limited', -1) l:set('limited')"),
    ("count", "l:count() l:count('k') l:count('k', 'none')"),
    ("dump", "l:dump()"),
    ("cancel", "l:cancel('none') l:cancel('read') l:receive(0, 'k') l:cancel('none')"),
    ("deep", "l:deep()"),
    ("text of a linda", "assert(tostring(l) == 'Linda: name') return l .. 'x'"),
    ("fields of a linda", "return l.null, l.batched, l.send"),
    ("genlock", "local new = lanes.genlock(l, 'other', 1) assert(new(1)) new(-1) assert(lock(2)) lock(-2)"),
    ("genatomic", "local new = lanes.genatomic(l, 'count', 1) assert(new(1) == 2) atomic() atomic(-1)"),
    ("timer", "lanes.timer(l, 'tick', 3600) lanes.timer(l, 'tick', 3600, 1) lanes.timer(l, 'tick', 0)"),
    ("timer by date", "lanes.timer(l, 'tick', {year = 2100, month = 1, day = 1}) lanes.timer(l, 'tick', 0)"),
    ("timers", "lanes.timer(l, 'tock', 3600) local list = lanes.timers() assert(#list >= 1) lanes.timer(l, 'tock', 0)"),
    ("time", "lanes.now_secs() lanes.sleep(0) core.wakeup_conv({year = 2100, month = 1, day = 1})"),
    ("nameof", "lanes.nameof(print) lanes.nameof(string) lanes.nameof(value)"),
    ("threads", "assert(lanes.threads())"),
    ("register", "lanes.register('mine', {f = function() end, t = {print = print}})"),
    ("require", "assert(lanes.require('string') == string)"),
    ("priority", "lanes.set_thread_priority(0) pcall(lanes.set_thread_affinity, 0) pcall(lanes.set_singlethreaded)"),
    ("gen", "lanes.gen('*', {priority = 0, globals = {x = 1}, gc_cb = print}, print) lanes.gen(print)"),
    ("generator", "assert(gen(1, value[2]):join() == 1)"),
    ("generator with everything", "local h = lanes.gen('*', {globals = {v = value, l = l}, required = {'string'},
        package = {path = '', cpath = ''}, gc_cb = function() end, priority = 0}, function(a) return a, v[1] end)(value)
        local a, b = h:join() assert(b == 1 and a[7] == a)"),
    ("generator of a string", "assert(lanes.gen('base', 'return ...')(5):join() == 5)"),
    ("index", "assert(done[1] == 1 and done[2] == 1 and done[3] == 'two' and done[4][1] == 3) return done[99]"),
    ("index of an error", "assert(failed[-1][1] == 'an error') pcall(function() return failed[1] end)"),
    ("join", "local a, b, c, d = done:join() assert(c == 'two' and d[1] == 3)"),
    ("join of an error", "local a, b, stack = failed:join() assert(a == nil and b[1] == 'an error')"),
    ("join with timeout", "local a, b = waiting:join(0) assert(a == nil and b == 'timeout')"),
    ("status", "assert(done.status == 'done' and failed.status == 'error' and waiting.status == 'waiting')"),
    ("name of a lane", "assert(waiting:get_debug_threadname() == 'waits') tostring(waiting)"),
    ("cancel of a lane", "done:cancel() done:cancel('soft') done:cancel('count', 1, 0) done:cancel(0, true)"),
    ("live objects", "assert(core.live_objects().universes >= 1)"),
    ("what 4.x has too", "pcall(l.receive_batched, l, 0, 'k', 1, 2) pcall(l.restrict, l, 'r', 'none')
        pcall(l.wake, l, 'both') pcall(l.collectgarbage, l)
        pcall(lanes.coro) pcall(lanes.finally) pcall(lanes.thread_priority_range) pcall(lanes.collectgarbage)"),
    ("wrong arguments", "pcall(l.send, l) pcall(l.receive, l, {}) pcall(l.limit, l, 'k', 0/0) pcall(lanes.gen, 'nonsense')
        pcall(lanes.linda, {}) pcall(done.cancel, done, 'nonsense') pcall(function() return done.nonsense end)"),
];

/// The state still does what it is for.
const CHECK: &str = "
    assert(l:send('check', value, 1))
    local k, v = l:receive(5, 'check')
    assert(k == 'check' and v[7] == v and v[5] == print)
    assert(l:receive(5, 'check') == 'check' and not l:receive(0, 'check'))
    assert(gen(9):join() == 1)
    assert(waiting.status == 'waiting')
    assert(lock(1)) lock(-1)
    local before = atomic(0) assert(atomic(1) == before + 1)
    collectgarbage()";

/// What a script does before memory runs out in lanes, whose states have the main state's memory. Two things LuaJIT cannot
/// bear itself: functions made in a lane have no upvalues (see [`is_fair`]), and no loop becomes hot, because the compiler
/// crashes when memory runs out before a trace has begun (`trace_abort` reads its first instruction).
const PREPARE_LANES: &str = "
    if jit then jit.off() end
    lanes = require 'lanes'
    if lanes.configure then
        lanes.configure { allocator = 'protected', with_timers = false, on_lane_error = 'ignore' }
    end
    l = lanes.linda()
    function ended(a, b, ...)
        if a == nil then error(b or 'not enough memory', 0) end
        return a, b, ...
    end
    life = lanes.gen('base,string', function(l, t)
        set_debug_threadname('named') set_error_reporting('extended')
        own = l
        set_finalizer(function() own:set('finalized', 1) end)
        assert(cancel_test() == false)
        l:send('x', t, ('long'):rep(100))
        local _, v = l:receive('x')
        return 'done', v, print
    end)
    failing = lanes.gen('base,string', function(l, t)
        set_error_reporting('extended')
        own = l
        set_finalizer(function(err, stack) own:set('error', err, stack) end)
        error({'an error', t})
    end)
    waiting = lanes.gen('base', function(l) set_finalizer(function() end) l:receive('never') end)";

/// What is tried with less and less memory in lanes, of 3.x.
const LANE_ACTS: &[(&str, &str)] = &[
    ("a lane's life", "local a, v = ended(life(lanes.linda(), {1, {2}}):join()) assert(a == 'done' and v[2][1] == 2)"),
    ("a lane that fails", "local _, err, stack = failing(l, {1}):join()
        if type(err) ~= 'table' then error(err or 'not enough memory', 0) end assert(err[1] == 'an error' and #stack > 0)"),
    ("a lane that is cancelled", "local h = waiting(l) while h.status == 'running' or h.status == 'pending' do end
        h:cancel(60) if h.status ~= 'cancelled' then ended(h:join()) end"),
];

/// Likewise, of 4.x.
const PREPARE_LANES_4: &str = "
    if jit then jit.off() end
    lanes = require 'lanes'.configure { allocator = 'protected', with_timers = false, on_lane_error = 'ignore' }
    l = lanes.linda()
    function ended(ok, ...)
        if not ok then error((...) or 'not enough memory', 0) end
        return ...
    end
    life = lanes.gen('base', {error_trace_level = 'extended'}, function(l, t)
        lane_threadname('named') assert(lane_threadname() == 'named')
        own = l
        set_finalizer(function() own:set('finalized', 1) end)
        assert(cancel_test() == false)
        return 'done', t
    end)
    talking = lanes.coro(_VERSION == 'Lua 5.1' and 'base' or 'base,coroutine', function(a)
        local b = coroutine.yield(a) return coroutine.yield({b})
    end)
    querying = lanes.gen('base', function(l) pcall(l.receive, l, 'never') return cancel_test(true) end)";

/// See [`PREPARE_LANES_4`].
const LANE_ACTS_4: &[(&str, &str)] = &[
    ("a lane's life, 4.x", "local a, t = ended(life(l, {1}):join()) assert(a == 'done' and t[1] == 1)"),
    (
        "a coroutine lane",
        "local h = talking({1}) while h.status ~= 'suspended' and h.status ~= 'error' do end
        if h.status == 'error' then ended(h:join()) end
        local t = h:resume(2) assert(t[1] == 1) assert(ended(h:join()))",
    ),
    (
        "cancel_test of a cancelled lane",
        "local h = querying(l) while h.status == 'running' or h.status == 'pending' do end
        h:cancel('hard') if ended(h:join()) ~= 'hard' then error('not enough memory', 0) end",
    ),
];

fn with_lanes(open_lanes: crate::ffi::lua_CFunction) -> Host {
    let host = Host::new();
    host.set_global("open_lanes", open_lanes);
    host.set_global("open_core", open_core);
    host.must("package.preload.lanes, package.preload['lanes.core'] = open_lanes, open_core", 0);
    host
}

/// Calls the global function `act`, which exists already: only its own work runs short.
fn call_act(q: Quiet<'_>) -> Result<(), Fault> {
    q.protected(0, 0, &mut (), |r, ()| {
        r.push_globals();
        r.get_field(-1, "act");
        r.call(0, 0);
        0
    })
}

/// Whether there was enough memory; any error but that there was not is a failure.
fn enough(host: &Host, name: &str, granted: usize, done: Result<(), Fault>) -> bool {
    let text = match done {
        Ok(()) => return true,
        Err(Fault::OnStack | Fault::OnStackWhere) => host.take_text(),
        Err(Fault::Error(text) | Fault::Plain(text) | Fault::Arg(_, text)) => text,
    };
    // Where the stack cannot grow, Lua says so in words of its own; an assertion of ours that a `pcall` hid is an error.
    let known = [
        "not enough memory",
        "stack overflow",
        "Cannot grow stack",
        "too many",
        "out of memory",
        "Failed to retrieve yielded values",
    ];
    // LuaJIT's, when it is the handler of another error that lacks memory.
    let hidden = ffi::IS_JIT && text == "error in error handling";
    assert!(
        hidden || known.iter().any(|words| text.contains(words)),
        "{name} with {granted} allocations: {text}"
    );
    false
}

/// Runs an act with 0, 1, 2 .. allocations until it succeeds; gives the number of tries.
fn starve(name: &str, prepare: &str, act: &str, check: &str, shortage: Shortage) -> usize {
    starve_in(open_lanes, name, prepare, act, check, shortage)
}

/// As [`starve`], with the API that a function opens.
fn starve_in(
    open: crate::ffi::lua_CFunction,
    name: &str,
    prepare: &str,
    act: &str,
    check: &str,
    shortage: Shortage,
) -> usize {
    for granted in 0..5_000 {
        let host = with_lanes(open);
        host.must(prepare, 0);
        host.must(&format!("function act() {act} end"), 0);
        let done = host.with_shortage(granted, shortage, || call_act(host.q()));
        let enough = enough(&host, name, granted, done);
        host.q().set_top(0);
        host.must(check, 0);
        host.close();
        if enough {
            return granted;
        }
    }
    panic!("{name}: never enough memory");
}

/// LuaJIT forgets the size of a closure when memory runs out before its upvalues are there (`lj_func_newL_gc` has their
/// number at zero until then), and then asserts at the end that a part of it was lost. So nothing that makes closures.
fn is_fair(act: &str) -> bool {
    !ffi::IS_JIT || !["gen", "function"].iter().any(|word| act.contains(word))
}

/// All acts, with memory that comes back and with memory that does not.
fn starve_all(acts: &[(&str, &str)]) {
    let mut tries = 0;
    for (name, act) in acts.iter().filter(|(_, act)| is_fair(act)) {
        for shortage in [Shortage::Lasting, Shortage::Passing] {
            tries += starve(name, PREPARE, act, CHECK, shortage);
        }
    }
    println!("{} functions, {tries} allocations failed", acts.len());
}

// Four tests, so that they run side by side.
#[test]
fn public_functions_1() {
    starve_all(&ACTS[..10]);
}

#[test]
fn public_functions_2() {
    starve_all(&ACTS[10..20]);
}

#[test]
fn public_functions_3() {
    starve_all(&ACTS[20..30]);
}

#[test]
fn public_functions_4() {
    starve_all(&ACTS[30..]);
}

/// The functions that only lanes have, and all that a lane does by itself.
fn starve_lanes(open: crate::ffi::lua_CFunction, prepare: &str, acts: &[(&str, &str)], check: &str) {
    let mut tries = 0;
    for (name, act) in acts {
        for shortage in [Shortage::Lasting, Shortage::Passing] {
            tries += starve_in(open, name, prepare, act, check, shortage);
        }
    }
    println!("{} lanes, {tries} allocations failed", acts.len());
}

#[test]
fn lanes_3() {
    let check =
        "local a, v = ended(life(lanes.linda(), {1, {2}}):join()) assert(a == 'done' and v[2][1] == 2)";
    starve_lanes(open_lanes, PREPARE_LANES, LANE_ACTS, check);
}

#[test]
fn lanes_4() {
    let check = "assert(ended(life(l, {1}):join()) == 'done')";
    starve_lanes(open_lanes_v4, PREPARE_LANES_4, LANE_ACTS_4, check);
}

/// A failed `configure` leaves the state as it was: the next one succeeds.
#[test]
fn configure() {
    let mut tries = 0;
    for shortage in [Shortage::Lasting, Shortage::Passing] {
        let act =
            "lanes = require 'lanes'.configure { on_state_create = function() end, track_lanes = true }";
        tries += starve(
            "configure",
            "",
            act,
            // Where opening the module failed, 5.1 and LuaJIT remember that.
            "if type(package.loaded.lanes) ~= 'table' then package.loaded.lanes = nil end
             lanes = require 'lanes' if lanes.configure then lanes.configure() end assert(lanes.linda():count())",
            shortage,
        );
    }
    assert!(tries > 50);
    println!("configure, {tries} allocations failed");
}

#[test]
fn every_function_is_tried() {
    let text: String = ACTS.iter().map(|(_, act)| *act).collect();
    let (module, core) = (crate::api::module_functions(Dialect::V3), crate::api::core_functions(Dialect::V3));
    for (name, _) in module.iter().chain(core).chain(crate::lindas::methods(Dialect::V3)) {
        // `lane_new` is what generators call, `__add` and `__acquire` what atomics and locks call.
        assert!(
            text.contains(name) || ["lane_new", "__add", "__acquire"].contains(name),
            "{name} is not tried"
        );
    }
}
