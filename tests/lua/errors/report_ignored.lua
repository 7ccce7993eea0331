-- on_lane_error = "ignore": an unread error passes quietly, without harm.
local T = require "testing"
local S = require "support"
local collected = false
local lanes = require "lanes".configure { with_timers = false, on_lane_error = "ignore" }
do
  local h = lanes.gen("", { gc_cb = function() collected = true end }, function() error "quiet" end)()
  S.reach(h, "error")
  h = nil
end
S.collect_until(function() return collected end)
T.equal(collected, true)
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
