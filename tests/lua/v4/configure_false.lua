-- false and nil stand for the defaults: no timers, no tracking.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure(false)

T.raises("timers are not active", lanes.timers)
T.raises("timers are not active", lanes.timer, lanes.linda(), "k", 1)
T.raises("lane tracking is not available", lanes.threads)
