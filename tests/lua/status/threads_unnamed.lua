-- Lanes without a name appear as <unnamed>.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { track_lanes = true, with_timers = false }
local a = lanes.gen("", function() end)()
local b = lanes.gen("", function() end)()
S.reach(a, "done")
S.reach(b, "done")
T.equal(lanes.threads()["<unnamed>"], "done")
