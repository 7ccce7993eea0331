-- Errors in coroutine lanes, of any type, with what the trace level gives.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{strip_functions = false}

local function body(err) coroutine.yield() error(err, 0) end
local function fail(level, err)
  local h = lanes.coro("*", {error_trace_level = level}, body)(err)
  h:resume()
  return T.pack(h:join())
end
T.same(fail("minimal", "x"), T.pack(nil, "x"))
T.equal(fail("minimal", {5})[2][1], 5)
local got = fail("basic", "x")
T.equal(got.n, 3)
T.ok(got[3][1]:find("coro_errors.lua:6$"), got[3][1])
got = fail("extended", {})
T.equal(type(got[2]), "table")
T.equal(got[3][1].currentline, 6)
T.equal(fail("basic", lanes.cancel_error)[2], lanes.cancel_error)

local h = lanes.coro("*", {error_trace_level = "basic"}, function() local t = nil; return t.x end)()
local _, err, trace = h:join()
T.ok(err:find("index"))
-- LuaJIT does not know the line of a runtime error then.
T.ok(trace[1]:find(T.isjit and "coro_errors.lua:" or "coro_errors.lua:22$"), trace[1])
