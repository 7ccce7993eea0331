-- A script may ask for the 4.x API as long as Lanes is not configured, also when `lanes` has been loaded before.
local T = require "testing"
local lanes = require "lanes"

T.equal(rawget(lanes, "null"), nil)
T.equal(require "lanes.v4", lanes)
T.equal(getmetatable(lanes), "Lanes")
T.equal(lanes.configure{track_lanes = true}, lanes)
T.equal(lanes.ABOUT.version, "4.0.1")
