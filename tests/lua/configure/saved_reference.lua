-- A saved configure called again either raises or gives the module back; nothing breaks.
local T = require "testing"
local lanes = require "lanes"
local configure = lanes.configure
configure { with_timers = false }
local ok, again = pcall(configure, { with_timers = true })
if ok then T.ok(rawequal(again, lanes)) end
T.equal(lanes.timer_lane, nil)
T.equal(lanes.gen("", function() return 5 end)()[1], 5)
