-- Error objects whose __tostring fails, and other hostile metatables.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false, on_lane_error = "ignore" }
local h = lanes.gen("*", function()
  error(setmetatable({}, { __tostring = function() error "in tostring" end }))
end)()
T.equal(pcall(function() return h[1] end), false)
T.equal(pcall(tostring, 1), true)
h = lanes.gen("*", function()
  error(setmetatable({}, { __tostring = function() return {} end }))
end)()
T.equal(pcall(function() return h[1] end), false)
T.equal(type(h[-1]), "table")
