-- With timers on the timer lane is there and listed.
local T = require "testing"
local lanes = require "lanes".configure { track_lanes = true }
T.wait_until(function() return (lanes.threads() or {}).LanesTimer == "waiting" end, 20, lanes.sleep)
T.equal(lanes.threads().LanesTimer, "waiting")
T.equal(lanes.timer_lane.status, "waiting")
T.equal(lanes.timer_lane:get_debug_threadname(), "LanesTimer")
