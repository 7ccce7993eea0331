-- Hook modes interrupt code that computes. Code that catches that in an endless loop ends all the same.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

local function busy(protect)
  if jit then jit.off() end
  local function loop() while true do local _ = tostring(1) end end
  if not protect then loop() end
  while true do pcall(loop) end
end
for _, mode in ipairs{"call", "line", "count", "all"} do
  local h = lanes.gen("*", busy)()
  S.reach(h, "running")
  T.same({h:cancel(mode, 1)}, {true, "cancelled"}, mode)
end
local h = lanes.gen("*", busy)(true)
S.reach(h, "running")
T.same({h:cancel("count", 100)}, {true, "cancelled"})
