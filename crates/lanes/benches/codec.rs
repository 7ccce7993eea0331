//! Micro-benchmarks of the codec, each value once into a packet and once out of it, in one state:
//! `cargo bench -p lanes --no-default-features --features lua54,vendored`.
#![allow(missing_docs, reason = "a program")]

use divan::Bencher;
use mlua_sys as lua;
use std::ffi::CStr;

fn main() {
    divan::main();
}

/// What is sent, as Lua source.
const VALUES: &[(&str, &str)] = &[
    ("integer", "42"),
    ("short string", "'a short string'"),
    ("string of 1 kB", "('x'):rep(1024)"),
    ("string of 64 kB", "('x'):rep(65536)"),
    ("array of 1000", "(function() local t = {} for i = 1, 1000 do t[i] = i end return t end)()"),
    ("map of 100", "(function() local t = {} for i = 1, 100 do t['key' .. i] = i end return t end)()"),
    (
        "tree of 255",
        "(function() local function f(n) return n > 0 and {f(n - 1), f(n - 1)} or n end return f(7) end)()",
    ),
    ("closure", "(function() local a, b = 1, {2} return function() return a, b end end)()"),
];

/// A state whose stack holds one function: send a value to a linda and receive it.
struct State(*mut lua::lua_State);

impl State {
    fn new(value: &str) -> State {
        let code = format!(
            "local lanes = require 'lanes'.configure{{with_timers = false}}\n\
             local l, value = lanes.linda(), {value}\n\
             return function() l:send('k', value) l:receive('k') end\0"
        );
        let code = CStr::from_bytes_with_nul(code.as_bytes()).expect("no zeros in Lua source");
        // SAFETY: a new state, used by this thread alone; the calls are those of an embedding program.
        unsafe {
            let l = lua::luaL_newstate();
            assert!(!l.is_null());
            lua::luaL_openlibs(l);
            lua::lua_getglobal(l, c"package".as_ptr());
            lua::lua_getfield(l, -1, c"preload".as_ptr());
            lua::lua_pushcfunction(l, lanes::open_lanes);
            lua::lua_setfield(l, -2, c"lanes".as_ptr());
            lua::lua_settop(l, 0);
            assert_eq!(lua::luaL_loadstring(l, code.as_ptr()), lua::LUA_OK);
            assert_eq!(lua::lua_pcall(l, 0, 1, 0), lua::LUA_OK);
            State(l)
        }
    }

    fn call(&self) {
        // SAFETY: the function is on the stack, and leaves nothing there.
        unsafe {
            lua::lua_pushvalue(self.0, 1);
            assert_eq!(lua::lua_pcall(self.0, 0, 0, 0), lua::LUA_OK);
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // SAFETY: ours alone, and idle.
        unsafe { lua::lua_close(self.0) };
    }
}

#[divan::bench(args = VALUES.iter().map(|(name, _)| *name))]
fn there_and_back(bencher: Bencher, name: &str) {
    let (_, value) = VALUES.iter().find(|(known, _)| *known == name).expect("one of the arguments");
    let state = State::new(value);
    bencher.bench_local(|| state.call());
}
