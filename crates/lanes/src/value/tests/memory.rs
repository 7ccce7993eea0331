//! Memory that runs out at every single allocation in turn: an ordinary error, nothing leaks, and the states work on.

use super::{Side, encode, pair};
use crate::boundary::{Fault, Quiet, Raising};
use crate::env::Env;
use crate::lindas::{self, SharedLinda};
use crate::testing::{Host, until_enough};
use crate::value::{Packet, Value, encode_values, push_value, push_values};
use std::ffi::c_int;
use std::sync::Arc;

/// A bit of everything that a packet can hold, a linda aside. LuaJIT counts a function wrong whose upvalues it had no
/// memory for (`lj_func_newL_empty`; its own assertions fail when the state is closed), so there it has none here.
const MAKE: &str = "
    local mt = {} mt.__index = mt if not jit then mt.f = function() return mt end end
    local other = setmetatable({}, {x = 1})
    local list = {1, 2, 3, 'text', ('long'):rep(5000), other, {other}, setmetatable({}, mt), setmetatable({}, mt)}
    local deep = {} local t = deep for i = 1, 130 do t[1] = {n = i} t = t[1] end
    local n = 0
    return list, {deep = deep, list = list, print = print, rep = string.rep,
                  plain = function() return 'plain' end,
                  count = not jit and function() n = n + 1 return n, list end or nil}, other";

const CHECK: &str = "
    local list, t, other = ...
    assert(list[5] == ('long'):rep(5000) and list[6] == other and list[7][1] == other and getmetatable(other).x == 1)
    local mt = getmetatable(list[8])
    assert(mt == getmetatable(list[9]) and mt.__index == mt and (jit or list[8].f() == mt))
    local d = t.deep for i = 1, 130 do d = d[1] assert(d.n == i) end
    if not jit then local n, l = t.count() assert(n == 1 and l == list) end
    assert(t.plain() == 'plain' and t.print == print and t.rep == string.rep)";

/// Success, or the memory error, which is popped.
fn enough(q: Quiet<'_>, done: Result<(), Fault>) -> bool {
    crate::boundary::tests::enough(q, done)
}

/// Both states still understand each other, and what they say is right.
fn works((a, b): &(Side, Side)) {
    for (host, _) in [&a, &b] {
        host.q().set_top(0);
    }
    super::send(a, b, MAKE, CHECK);
    super::send(b, a, MAKE, CHECK);
}

/// The states are gone, and nothing holds their data.
fn gone((a, b): (Side, Side)) {
    let universe = a.1.universe.clone();
    for (host, env) in [a, b] {
        host.close();
        assert_eq!(Arc::strong_count(&env), 1, "something still holds the data of a state");
    }
    assert_eq!(Arc::strong_count(&universe), 1);
}

fn after(pair: (Side, Side)) {
    works(&pair);
    gone(pair);
}

#[test]
fn encoding() {
    let tries = until_enough(
        || {
            let pair = pair();
            pair.0.0.must(MAKE, 0);
            pair
        },
        |((host, env), _), granted| {
            let q = host.q();
            let made = host
                .with_allocations(granted, || encode_values(q, env, 1, 3, 1, crate::value::Purpose::Lane));
            let done = enough(q, made.map(drop));
            assert_eq!(q.top(), 3);
            done
        },
        after,
    );
    assert!(tries > 3);
}

#[test]
fn decoding() {
    let tries = until_enough(
        || {
            let pair = pair();
            pair.0.0.must(MAKE, 0);
            let packet = encode(&pair.0, 3).expect("encoded");
            (pair, packet)
        },
        |((_, (host, env)), packet), granted| {
            let q = host.q();
            let made = host.with_allocations(granted, || push_values(q, env, packet, "test"));
            let done = enough(q, made.map(drop));
            if !done {
                // The same packet, with memory: nothing of the attempt is in the way.
                assert_eq!(q.top(), 0);
                assert!(push_values(q, env, packet, "test").is_ok());
            }
            host.must(CHECK, 3);
            done
        },
        |(pair, packet)| {
            drop(packet);
            after(pair);
        },
    );
    assert!(tries > 50);
}

/// A packet of a linda alone, and one of a table with it in it.
fn with_linda(side: &Side, linda: &Arc<SharedLinda>) -> (Packet, Packet) {
    let (host, env) = side;
    let mut step = (&**env, linda);
    let push: fn(Raising<'_>, &mut (&Env, &Arc<SharedLinda>)) -> c_int = |r, (env, linda)| {
        lindas::push_proxy(r, env, linda);
        1
    };
    assert!(host.q().protected(0, 1, &mut step, push).is_ok());
    let alone = encode(side, 1).expect("encoded");
    host.must("local l = ... return {l, {l}, l}", 1);
    let in_table = encode(side, 1).expect("encoded");
    host.q().set_top(0);
    (alone, in_table)
}

#[test]
fn linda_proxies() {
    let linda = Arc::new(SharedLinda::new(b"name"));
    let tries = until_enough(
        || {
            let pair = pair();
            let (alone, in_table) = with_linda(&pair.0, &linda);
            (pair, Arc::new(alone), Arc::new(in_table))
        },
        |((_, (host, env)), alone, in_table), granted| {
            let q = host.q();
            let mut done = true;
            for packet in [in_table, alone] {
                let value = Value::Packed(packet.clone(), 0);
                let made = host.with_allocations(granted, || push_value(q, env, &value, "test"));
                if !enough(q, made) {
                    done = false;
                    assert!(push_value(q, env, &value, "test").is_ok());
                }
            }
            host.must(
                "local t, l = ... assert(t[1] == l and t[2][1] == l and t[3] == l and tostring(l) == 'Linda: name')
                 assert(l:count() and not l:receive(0, 'x')) assert(l:send('k', 1)) assert(l:set('k') == nil or true)",
                2,
            );
            done
        },
        |(pair, alone, in_table)| {
            drop((alone, in_table));
            gone(pair);
            assert_eq!(Arc::strong_count(&linda), 1, "something still holds the linda");
        },
    );
    assert!(tries > 10);
}

/// A call from Lua, as programs make them: entry, encoding, decoding and raising under the same shortage.
#[test]
fn sending_and_receiving_from_lua() {
    let linda = Arc::new(SharedLinda::new(b"name"));
    let fresh = || {
        let pair = pair();
        let host = &pair.0.0;
        let mut step = (&*pair.0.1, &linda);
        let push: fn(Raising<'_>, &mut (&Env, &Arc<SharedLinda>)) -> c_int = |r, (env, linda)| {
            r.push_globals();
            lindas::push_proxy(r, env, linda);
            r.set_field(-2, "linda");
            0
        };
        assert!(host.q().protected(0, 0, &mut step, push).is_ok());
        host.must(
            "linda:set('k')
             local value = {1, {2}, ('x'):rep(30), ('y'):rep(20000), setmetatable({}, {})}
             function run()
                 linda:send('k', value, ('z'):rep(50), value)
                 local k, v = linda:receive('k')
                 local _, z, w = linda:receive(linda.batched, 'k', 2)
                 linda:count() linda:dump() linda:get('k')
                 return v[4] == value[4] and #w == 5 and #z == 50
             end",
            0,
        );
        pair
    };
    until_enough(
        fresh,
        |((host, _), _), granted| {
            let q = host.q();
            let got = host.with_allocations(granted, || {
                q.protected(0, 1, &mut (), |r, ()| {
                    r.push_globals();
                    r.get_field(-1, "run");
                    r.call(0, 1);
                    1
                })
            });
            let done = enough(q, got);
            host.must("linda:set('k') assert(run())", 0);
            done
        },
        |pair| {
            after(pair);
            // What was left in the linda by a failed run was dropped by the next.
            assert_eq!(Arc::strong_count(&linda), 1);
        },
    );
}

/// As [`enough`]; that there is no room on the stack is said in words of our own.
fn enough_room(q: Quiet<'_>, done: Result<(), Fault>) -> bool {
    match done {
        Err(Fault::Error(text)) if text == "Cannot grow stack!" => false,
        done => enough(q, done),
    }
}

#[test]
fn long_lists_of_values() {
    until_enough(
        || {
            let pair = pair();
            pair.0
                .0
                .must("local t = {} for i = 1, 200 do t[i] = {i} end return (unpack or table.unpack)(t)", 0);
            let packet = encode(&pair.0, 200).expect("encoded");
            (pair, packet)
        },
        |((from, to), packet), granted| {
            let q = from.0.q();
            let made = from.0.with_allocations(granted, || {
                encode_values(q, &from.1, 1, 200, 1, crate::value::Purpose::Lane)
            });
            let encoded = enough_room(q, made.map(drop));
            let q = to.0.q();
            let made = to.0.with_allocations(granted, || push_values(q, &to.1, packet, "test"));
            let decoded = enough_room(q, made.map(drop));
            assert_eq!(q.top(), if decoded { 200 } else { 0 });
            encoded && decoded
        },
        |(pair, _)| after(pair),
    );
}

#[test]
fn a_fresh_host_closes_clean() {
    Host::new().close();
}
