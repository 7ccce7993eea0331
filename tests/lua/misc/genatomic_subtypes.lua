-- only: lua5.3 lua5.4 lua5.5
-- Integers stay integers when both are; the defaults are floats.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
T.equal(math.type(lanes.genatomic(l, "f")()), "float")
T.equal(math.type(lanes.genatomic(l, "i", 1)(1)), "integer")
T.equal(math.type(lanes.genatomic(l, "m", 1)(1.0)), "float")
