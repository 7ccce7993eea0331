-- After the first call `configure` is another function, which returns the module whatever it is given, and stays.
-- api: 4
local T = require "testing"
local lanes = require "lanes"

local first = lanes.configure
T.equal(first{track_lanes = true}, lanes)
local second = lanes.configure
T.ok(first ~= second)
T.equal(second{no_such_option = 1}, lanes)
T.equal(second(3), lanes)
T.equal(lanes.configure, second)
T.equal(first(), lanes, "a saved one does no harm")
