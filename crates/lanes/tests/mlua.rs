//! Lanes in states of the crate `mlua`.

use mlua::{Lua, Result, Table, Value};

fn opened() -> Result<(Lua, Table)> {
    let lua = Lua::new();
    let lanes = lanes::open(&lua)?;
    lua.globals().set("lanes", lanes.clone())?;
    Ok((lua, lanes))
}

#[test]
fn the_module_is_loaded_and_can_be_configured() -> Result<()> {
    let (lua, lanes) = opened()?;
    let same: bool =
        lua.load("return require 'lanes' == lanes and package.loaded['lanes.core'] ~= nil").eval()?;
    assert!(same);
    assert_eq!(lanes::open(&lua)?, lanes, "opening again gives the same table");
    lua.load("lanes.configure { track_lanes = true }").exec()?;
    assert!(lanes.get::<Value>("threads")?.is_function());
    Ok(())
}

#[test]
fn lanes_find_the_module_without_paths() -> Result<()> {
    let (lua, _lanes) = opened()?;
    let n: i64 = lua
        .load(
            r#"
            package.path, package.cpath = "", ""
            return lanes.gen("*", function()
              local lanes = require "lanes"
              return lanes.gen("*", function() return 42 end)()[1]
            end)()[1]
            "#,
        )
        .eval()?;
    assert_eq!(n, 42);
    Ok(())
}

#[test]
fn errors_of_lanes_are_errors_of_mlua() -> Result<()> {
    let (lua, _lanes) = opened()?;
    let error = lua.load("return lanes.gen('*', function() error('in the lane', 0) end)()[1]").exec();
    assert!(error.is_err_and(|error| error.to_string().contains("in the lane")));
    let error = lua.load("lanes.linda():send('key', coroutine.create(function() end))").exec();
    assert!(error.is_err_and(|error| error.to_string().contains("tried to copy unsupported types")));
    Ok(())
}

#[test]
fn what_rust_made_does_not_cross() -> Result<()> {
    let (lua, _lanes) = opened()?;
    lua.globals().set("from_rust", lua.create_function(|_, ()| Ok(1))?)?;
    assert!(
        lua.load("lanes.gen('*', function() return from_rust end)()").exec().is_ok(),
        "a global stays here"
    );
    let passed = lua.load("lanes.gen('*', function(f) return f() end)(from_rust)").exec();
    assert!(passed.is_err(), "a function with Rust data of this state");
    Ok(())
}

/// A host with lanes of its own, one of which still waits at the end.
fn host(n: i64) -> Result<i64> {
    let (lua, _lanes) = opened()?;
    lua.globals().set("n", n)?;
    lua.load(
        r#"
        local hs = {}
        for i = 1, 4 do hs[i] = lanes.gen("*", function(a, b) return a * b end)(n, i) end
        local sum = 0
        for i = 1, 4 do sum = sum + hs[i][1] end
        local linda = lanes.linda()
        running = lanes.gen("*", function() linda:receive("nothing") end)()
        return sum
        "#,
    )
    .eval()
}

#[test]
fn several_hosts_at_once() {
    let hosts: Vec<_> = (0..4i64).map(|n| std::thread::spawn(move || host(n).ok())).collect();
    for (n, host) in (0i64..).zip(hosts) {
        assert_eq!(host.join().unwrap(), Some(n * 10));
    }
}
