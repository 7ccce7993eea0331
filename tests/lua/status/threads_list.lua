-- lanes.threads lists tracked lanes by name with their status.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { track_lanes = true, with_timers = false, on_lane_error = "ignore" }
S.nothing(lanes.threads)
local l = lanes.linda()
local function start(name, f)
  local h = lanes.gen("", function(f, name)
    set_debug_threadname(name)
    return f()
  end)(f, name)
  return h
end
local waiter = start("the waiter", function() l:receive("go") end)
local ended = start("the ended", function() end)
local failed = start("the failed", function() error "x" end)
S.reach(waiter, "waiting")
S.reach(ended, "done")
S.reach(failed, "error")
local list = lanes.threads()
T.equal(list["the waiter"], "waiting")
T.equal(list["the ended"], "done", "finished lanes with a live handle are listed")
T.equal(list["the failed"], "error")
l:send("go", true)
S.reach(waiter, "done")
T.equal(lanes.threads()["the waiter"], "done")
