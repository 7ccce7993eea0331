-- false stands for the defaults.
local T = require "testing"
local lanes = require "lanes".configure(false)
T.ok(lanes.timer_lane)
