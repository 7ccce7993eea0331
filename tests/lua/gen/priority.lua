-- Priorities -3..+3 work everywhere; others are refused at launch.
local T = require "testing"
local lanes = require "lanes".configure()
for p = -3, 3 do
  T.equal(lanes.gen("", { priority = p }, function() return "ran" end)()[1], "ran", "priority " .. p)
end
for _, p in ipairs { -4, 4, 100, -1e6 } do
  local g = lanes.gen("", { priority = p }, function() end)
  T.raises("Priority out of range", function() g() end)
end
for _, p in ipairs { 1e300, -1e300, 1 / 0, 0 / 0 } do
  T.equal(pcall(lanes.gen("", { priority = p }, function() end)), false)
end
