-- A hook-mode cancel that comes before the lane's first instruction is not lost.
local T = require "testing"
local lanes = require "lanes".configure()

local start = lanes.gen("*", function()
  if jit then jit.off() end
  while true do end
end)
for _ = 1, 50 do
  local h = start()
  T.same({h:cancel("count", 1, 10)}, {true, "cancelled"})
end
