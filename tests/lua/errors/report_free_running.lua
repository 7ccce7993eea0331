-- expect-stderr: error of a free lane
-- A failed lane that runs free is reported on stderr by default.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { track_lanes = true, with_timers = false, shutdown_timeout = 20 }
local l = lanes.linda()
local collected = false
do
  local h = lanes.gen("", { gc_cb = function() collected = true end }, function()
    l:receive("go")
    error "error of a free lane"
  end)()
  S.reach(h, "waiting")
  h = nil
end
S.collect_until(function() return collected end)
T.equal(collected, true)
l:send("go", true)
T.wait_until(function() return lanes.threads() == nil end, 20, lanes.sleep)
S.nothing(lanes.threads)
