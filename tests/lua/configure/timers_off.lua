-- with_timers = false: timer and timers are one function that raises; sleep still works.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { with_timers = false }
T.equal(lanes.timer_lane, nil)
T.raises("timers are not active", function() lanes.timer(lanes.linda(), "k", 1) end)
T.raises("timers are not active", function() lanes.timers() end)
S.nothing(lanes.sleep, 0.01)
