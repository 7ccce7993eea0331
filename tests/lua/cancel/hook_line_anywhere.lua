-- A line hook may be asked for at any moment, also while a call is returning: often enough to meet each of them.
-- timeout: 120
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

local start = lanes.gen("*", function()
  if jit then jit.off() end
  local abs = math.abs
  while true do
    abs(1) abs(2) abs(3) abs(4)
    abs(1) abs(2) abs(3) abs(4)
  end
end)
for _ = 1, 2000 do
  local h = start()
  S.reach(h, "running")
  T.same({h:cancel("line", 1, 20)}, {true, "cancelled"})
end
