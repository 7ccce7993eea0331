-- Reading an absent field configures with the defaults.
local T = require "testing"
local lanes = require "lanes"
T.equal(lanes.no_such_field, nil)
T.equal(rawget(lanes, "configure"), nil)
T.equal(type(rawget(lanes, "gen")), "function")
T.equal(getmetatable(lanes), nil)
T.ok(lanes.timer_lane, "timers are on by default")
T.equal(lanes.gen("", function() return 7 end)()[1], 7)
