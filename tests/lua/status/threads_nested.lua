-- Lanes made by lanes are listed, and a lane can list.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { track_lanes = true, with_timers = false }
local l = lanes.linda()
local outer = lanes.gen("*", function()
  local lanes = require "lanes"
  set_debug_threadname "outer"
  local inner = lanes.gen("", function()
    set_debug_threadname "inner"
    l:send("named", true)
    l:receive("go")
  end)()
  l:receive("named")
  local seen = lanes.threads()
  l:send("seen", seen)
  l:receive("go")
  inner:join()
end)()
local _, seen = l:receive(20, "seen")
T.equal(seen.outer, "running")
T.ok(seen.inner == "running" or seen.inner == "waiting", seen.inner)
S.reach(outer, "waiting")
local list = lanes.threads()
T.equal(list.outer, "waiting")
T.ok(list.inner)
l:send("go", true, true)
S.reach(outer, "done")
