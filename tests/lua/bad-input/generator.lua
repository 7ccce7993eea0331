-- timeout: 60
-- Every odd value as an argument of a lane and as its result.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false, on_lane_error = "ignore" }
local V = require "odd_values"
local g = lanes.gen("", function(...) return ... end)
for _, a in ipairs(V.all(lanes)) do
  local ok, h = pcall(g, a[1], a[1])
  if ok then pcall(h.join, h) end
  ok, h = pcall(lanes.gen("", function(v) error(v) end), a[1])
  if ok then
    pcall(h.join, h)
    pcall(function() return h[1] end)
    pcall(function() return h[-1] end)
  end
end
T.equal(g(1)[1], 1)
