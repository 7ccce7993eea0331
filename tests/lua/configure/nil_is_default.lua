-- An explicit nil stands for the defaults.
local T = require "testing"
local lanes = require "lanes".configure(nil)
T.ok(lanes.timer_lane)
