-- A large string crosses into and out of a lane.
local T = require "testing"
local lanes = require "lanes".configure()
local big = ("x"):rep(20 * 1024 * 1024)
T.ok(lanes.gen("", function(s) return s end)(big)[1] == big)
