-- A C function as body is looked up by name in the lane.
local T = require "testing"
local lanes = require "lanes".configure()
T.equal(lanes.gen("", type)("x")[1], "string")
T.equal(lanes.gen("string", string.rep)("ab", 3)[1], "ababab")
T.equal(lanes.gen("math", math.abs)(-5)[1], 5)
local e = T.raises("destination transfer database", function() lanes.gen(type)("x") end)
T.ok(tostring(e):find("function 'type' not found in", 1, true), e)
T.raises("function 'string/rep' not found in", function() lanes.gen("", string.rep)("x", 2) end)
