-- The raised text honours __tostring of the error value.
local T = require "testing"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local h = lanes.gen("*", function()
  error(setmetatable({}, { __tostring = function() return "formatted error" end }))
end)()
T.raises("formatted error", function() return h[1] end)
T.equal(type(h[-1]), "table")
