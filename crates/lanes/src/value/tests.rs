//! Packets between two states of one universe: what goes in comes out, with identity, cycles and metatables.

mod graphs;
mod memory;

use super::{Packet, encode_values, push_values};
use crate::boundary::Fault;
use crate::env::Env;
use crate::testing::{Host, universe};
use std::ffi::c_int;
use std::sync::Arc;

/// A state and its data.
type Side = (Host, Arc<Env>);

/// Two states of one universe.
fn pair() -> (Side, Side) {
    let universe = universe();
    (Host::with(&universe), Host::with(&universe))
}

/// The text of a fault.
fn text(host: &Host, fault: Fault) -> String {
    match fault {
        Fault::OnStack | Fault::OnStackWhere => host.take_text(),
        Fault::Error(text) | Fault::Plain(text) | Fault::Arg(_, text) => text,
    }
}

/// Encodes the top `n` values and leaves them where they are.
fn encode((host, env): &Side, n: c_int) -> Result<Packet, String> {
    let q = host.q();
    let top = q.top();
    let packet =
        encode_values(q, env, top - n + 1, n, 1, super::Purpose::Lane).map_err(|fault| text(host, fault));
    assert_eq!(q.top(), top, "encoding left something on the stack");
    packet
}

/// Pushes the values of a packet.
fn decode((host, env): &Side, packet: &Packet) -> Result<c_int, String> {
    let q = host.q();
    let top = q.top();
    let pushed = push_values(q, env, packet, "test").map_err(|fault| text(host, fault));
    assert_eq!(
        q.top(),
        top + pushed.as_ref().copied().unwrap_or_default(),
        "decoding left something on the stack"
    );
    pushed
}

/// Sends what `make` returns and judges the copies with `check`.
#[track_caller]
fn send(from: &Side, to: &Side, make: &str, check: &str) {
    let n = from.0.must(make, 0);
    let packet = encode(from, n).unwrap_or_else(|e| panic!("{e}\nin: {make}"));
    from.0.q().pop(n);
    let copies = decode(to, &packet).unwrap_or_else(|e| panic!("{e}\nin: {make}"));
    assert_eq!(copies, n);
    to.0.must(check, n);
}

/// As [`send`], between two fresh states.
#[track_caller]
fn cross(make: &str, check: &str) {
    let (a, b) = pair();
    send(&a, &b, make, check);
}

#[test]
fn scalars_are_themselves() {
    cross(
        "return nil, true, false, 0, 1, -1, 1.5, 2^53, -2^53, 1/0, -1/0, 0/0, 0 * tonumber('-1.5'), 'text', ''",
        "local n, t, f, a, b, c, d, e, g, h, i, nan, z, s, empty = ...
         assert(select('#', ...) == 15)
         assert(n == nil and t == true and f == false and a == 0 and b == 1 and c == -1 and d == 1.5)
         assert(e == 2^53 and g == -2^53 and h == 1/0 and i == -1/0 and nan ~= nan and 1/z == -1/0)
         assert(s == 'text' and empty == '')",
    );
    if crate::ffi::HAS_INTEGERS {
        cross(
            "return math.mininteger, math.maxinteger, 3, 3.0, {3, 3.0}",
            "local min, max, i, f, t = ...
             assert(min == math.mininteger and max == math.maxinteger)
             assert(math.type(min) == 'integer' and math.type(i) == 'integer' and math.type(f) == 'float')
             assert(math.type(t[1]) == 'integer' and math.type(t[2]) == 'float')",
        );
    }
    cross("return", "assert(select('#', ...) == 0)");
}

#[test]
fn strings_of_every_length_arrive() {
    cross(
        "local t = {}
         for _, n in ipairs{0, 1, 20, 21, 22, 23, 255, 256, 16383, 16384, 16385, 2^20} do
             t[#t + 1] = ('\\0\\255a\\n'):rep(n):sub(1, n)
         end
         t.key = {[('k'):rep(40)] = 1, [('K'):rep(20000)] = 2}
         t.same = t[12]
         return t, t[1], t[4], t[9], t[10], t[12]",
        "local t, a, b, c, d, e = ...
         for i, n in ipairs{0, 1, 20, 21, 22, 23, 255, 256, 16383, 16384, 16385, 2^20} do
             assert(t[i] == ('\\0\\255a\\n'):rep(n):sub(1, n), n)
         end
         assert(t.key[('k'):rep(40)] == 1 and t.key[('K'):rep(20000)] == 2 and t.same == t[12])
         assert(a == t[1] and b == t[4] and c == t[9] and d == t[10] and e == t[12])",
    );
}

#[test]
fn tables_keep_sharing_and_cycles() {
    cross(
        "local shared = {'shared'}
         local t = {a = shared, b = shared, {shared}, {{shared}}}
         t.self = t; t[3] = {up = t}
         return t, shared, t[3]",
        "local t, shared, third = ...
         assert(t.a == shared and t.b == shared and t[1][1] == shared and t[2][1][1] == shared)
         assert(t.self == t and t[3] == third and third.up == t and shared[1] == 'shared' and #t == 3)",
    );
}

#[test]
fn every_kind_of_key_arrives() {
    cross(
        "return {1, 2, nil, 4, [6] = 6, [-1] = -1, [0] = 0, [1.5] = 1.5, [2^40] = 40, [true] = 't', [false] = 'f',
                 ['1'] = 'string', x = 'x', [1/0] = 'inf'},
                {[2] = 'b', [1] = 'a', [3] = 'c'}, {nil, nil, 3}, {[2^53] = 1, [-2^53] = 2}",
        "local t, u, v, w = ...
         assert(t[1] == 1 and t[2] == 2 and t[3] == nil and t[4] == 4 and t[6] == 6 and t[-1] == -1 and t[0] == 0)
         assert(t[1.5] == 1.5 and t[2^40] == 40 and t[true] == 't' and t[false] == 'f' and t['1'] == 'string')
         assert(t.x == 'x' and t[1/0] == 'inf')
         local n = 0 for _ in pairs(t) do n = n + 1 end assert(n == 13, n)
         assert(u[1] == 'a' and u[2] == 'b' and u[3] == 'c' and #u == 3)
         assert(v[1] == nil and v[2] == nil and v[3] == 3 and w[2^53] == 1 and w[-2^53] == 2)",
    );
}

#[test]
fn nesting_is_not_limited() {
    for make in [
        "local t = {} local first = t for i = 1, 200000 do t[1] = {i} t = t[1] t[1], t.n = nil, i end return first",
        "local t = {} local first = t for i = 1, 200000 do t[1] = {n = i} t = t[1] end return first",
        "local t = {} local first = t for i = 1, 200000 do t[1] = setmetatable({n = i}, {}) t = t[1] end return first",
    ] {
        cross(make, "local t = ... for i = 1, 200000 do t = t[1] assert(t.n == i) end assert(t[1] == nil)");
    }
    cross(
        "local f = function() return 0 end
         for i = 1, 2000 do local g = f f = function() return g, i end end return f",
        "local f = ... local i for n = 2000, 1, -1 do f, i = f() assert(i == n) end assert(f() == 0)",
    );
    // A chain of metatables, each the metatable of the one before.
    cross(
        "local t = {} local first = t for i = 1, 500 do local m = {n = i} setmetatable(t, m) t = m end return first",
        "local t = ... for i = 1, 500 do t = getmetatable(t) assert(t.n == i) end assert(not getmetatable(t))",
    );
}

#[test]
fn functions_keep_upvalues_and_identity() {
    cross(
        "local n, t = 5, {}
         local function f(x) n = n + x return n, t end
         local function g() return f end
         local function rec(k) return k == 0 and 'end' or rec(k - 1) end
         t.f = f
         return f, g, rec, t, function() return print ~= nil end",
        "local f, g, rec, t, globals = ...
         assert(g() == f and t.f == f and rec(10) == 'end' and globals())
         local n, u = f(2) assert(n == 7 and u == t and f(3) == 10)",
    );
}

#[test]
fn c_functions_are_found_by_name() {
    cross(
        "return print, string.format, {string.rep, f = table.concat}",
        "local p, f, t = ...
         assert(p == print and f == string.format and t[1] == string.rep and t.f == table.concat)",
    );
}

#[test]
fn the_globals_are_the_receivers_own() {
    cross("return _G, {_G}", "local g, t = ... assert(g == _G and t[1] == _G)");
}

#[test]
fn metatables_are_one_for_each_state() {
    let (a, b) = pair();
    let make = "mt = mt or {__index = {x = 1}, __tostring = function() return 'mine' end}
                mt.__metatable = nil
                return setmetatable({}, mt), setmetatable({}, mt)";
    send(
        &a,
        &b,
        make,
        "local p, q = ...
         first = getmetatable(p)
         assert(getmetatable(q) == first and p.x == 1 and tostring(q) == 'mine')",
    );
    send(&a, &b, make, "local p, q = ... assert(getmetatable(p) == first and getmetatable(q) == first)");
    // Back home they are the very ones that left.
    send(&b, &a, "return setmetatable({}, first)", "assert(getmetatable(...) == mt)");
    send(&a, &a, make, "local p, q = ... assert(getmetatable(p) == mt and getmetatable(q) == mt)");
}

#[test]
fn metatables_may_contain_themselves() {
    let (a, b) = pair();
    let make = "if not mt then
                    local own = {} own.__index = own own.f = function() return own end setmetatable(own, own)
                    mt = own
                end
                return setmetatable({}, mt), mt.f, mt, {mt}";
    let check = "local t, f, m, list = ...
                 local mt = getmetatable(t)
                 assert(f() == mt and m == mt and list[1] == mt)
                 assert(mt.__index == mt and getmetatable(mt) == mt and t.f() == mt)
                 known = mt";
    send(&a, &b, make, check);
    // Now it is known there, and stays; as a value it arrives as it is now, one copy for all that refer to it.
    let check = "local t, f, m, list = ...
                 assert(getmetatable(t) == known and t.f() == known)
                 assert(m ~= known and f() == m and list[1] == m and m.__index == m and m.f() == m)";
    send(&a, &b, make, check);
    send(
        &b,
        &a,
        "return setmetatable({}, known), known.f",
        "local t, f = ... assert(getmetatable(t) == mt and t.f() == mt and f() ~= mt and f().f() == f())",
    );
}

#[test]
fn what_is_skipped_is_decoded_where_it_is_needed() {
    let (a, b) = pair();
    let make = "inner = inner or {'inner'} mt = mt or {inner = inner, deep = {{inner}}}
                return setmetatable({}, mt), inner, mt.deep[1], setmetatable({}, mt)";
    let check = "local t, inner, deep, u = ...
                 assert(inner[1] == 'inner' and deep[1] == inner and getmetatable(t) == getmetatable(u))
                 if known then assert(getmetatable(t) == known) else
                     known = getmetatable(t) assert(known.inner == inner and known.deep[1] == deep)
                 end";
    send(&a, &b, make, check);
    send(&a, &b, make, check);
    // A metatable that is met first inside one that is known, and then outside.
    send(
        &a,
        &b,
        "other = {__index = {y = 2}} mt.later = setmetatable({}, other)
         return setmetatable({}, mt), setmetatable({}, other)",
        "local t, u = ... assert(getmetatable(t) == known and u.y == 2)",
    );
    // Contents that come late, inside what is known.
    send(
        &a,
        &b,
        "mt.far = {} local t = mt.far for i = 1, 300 do t[1] = {i} t = t[1] t[1], t.n = nil, i end
         return setmetatable({}, mt), t",
        "local t, far = ... assert(getmetatable(t) == known and far.n == 300)",
    );
}

#[test]
fn a_root_that_needs_another_is_decoded_with_it() {
    let (a, b) = pair();
    let n = a
        .0
        .must("local s = {1} local m = {} return s, {s}, setmetatable({}, m), setmetatable({}, m), {2}", 0);
    let packet = Arc::new(encode(&a, n).expect("encoded"));
    assert!(packet.entangled);
    for root in (0..5).rev() {
        let value = super::Value::Packed(packet.clone(), root);
        assert!(super::push_value(b.0.q(), &b.1, &value, "test").is_ok());
    }
    b.0.must(
        "local last, m2, m1, list, s = ...
         assert(last[1] == 2 and list[1][1] == 1 and s[1] == 1 and getmetatable(m1) == getmetatable(m2))",
        5,
    );
}

/// Gives the value on top of the stack a lookup name.
fn name((host, env): &Side, name: &str) {
    let mut step = (&**env, name);
    let done = host.q().protected(1, 0, &mut step, |r, (env, name)| {
        env.names().name_object(r, name.as_bytes(), 1);
        0
    });
    assert!(done.is_ok());
}

#[test]
fn named_tables_are_linked_or_copied() {
    let (a, b) = pair();
    let c = Host::with(&a.1.universe);
    for side in [&a, &b] {
        side.0
            .must("lib = {inner = {'inner'}} lib.self = lib lib.f = function() return lib end return lib", 0);
        name(side, "lib");
    }
    let make = "return lib, {lib, lib.inner}, lib.inner, lib.f";
    send(
        &a,
        &b,
        make,
        "local l, t, inner = ... assert(l == lib and t[1] == lib and t[2] == inner and inner[1] == 'inner')",
    );
    send(
        &a,
        &c,
        make,
        "local l, t, inner, f = ...
         assert(t[1] == l and l.self == l and l.inner == inner and t[2] == inner and lib == nil and l.f == f)",
    );
    // The contents of this one cannot cross: it goes by its name or not at all.
    for side in [&a, &b] {
        side.0.must("bad = {coroutine.create(function() end), {}} return bad", 0);
        name(side, "bad");
    }
    send(&a, &b, "return {bad, bad}, 5", "local t, n = ... assert(t[1] == bad and t[2] == bad and n == 5)");
    let n = a.0.must("return bad", 0);
    let packet = encode(&a, n).expect("encoded");
    let error = decode(&c, &packet).expect_err("a table that is not known");
    assert!(error.contains("table 'bad' not found"), "{error}");
}

#[test]
fn what_cannot_cross_says_where_it_is() {
    let (a, _) = pair();
    for (make, wanted) in [
        ("return {a = {coroutine.create(function() end)}}", "Unable to copy table entry 'arg_1.a[1]'"),
        (
            "return 1, {[5] = {x = coroutine.create(function() end)}}",
            "Unable to copy table entry 'arg_2[5].x'",
        ),
        (
            "return setmetatable({}, {co = coroutine.create(function() end)})",
            "Unable to copy metatable entry",
        ),
        (
            "local co = coroutine.create(function() end) return function() return co end",
            "Cannot copy upvalue type 'thread'",
        ),
        ("return coroutine.create(function() end)", "tried to copy unsupported types"),
        ("return io.tmpfile()", "can't copy non-deep full userdata"),
    ] {
        let n = a.0.must(make, 0);
        let error = encode(&a, n).err().expect("an error");
        assert!(error.contains(wanted), "{make}: {error}");
        a.0.q().pop(n);
    }
    a.0.must("assert(getmetatable('').__index == string)", 0);
}
