-- A free-running lane is listed until it ends.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { track_lanes = true, with_timers = false }
local l = lanes.linda()
local collected = false
do
  local h = lanes.gen("", { gc_cb = function() collected = true end }, function()
    set_debug_threadname "free"
    l:send("named", true)
    l:receive("go")
  end)()
  l:receive("named")
  h = nil
end
S.collect_until(function() return collected end)
T.equal(collected, true)
T.ok(lanes.threads().free)
l:send("go", true)
T.wait_until(function() return lanes.threads() == nil end, 20, lanes.sleep)
S.nothing(lanes.threads)
