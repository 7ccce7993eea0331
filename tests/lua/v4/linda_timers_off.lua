-- api: 4
-- Timers are off unless they are asked for.
local T = require "testing"
local lanes = require "lanes".configure()
T.raises("timers are not active", lanes.timer, lanes.linda(), "k", 1)
T.raises("timers are not active", lanes.timers)
T.equal(lanes.timer_lane, nil)
