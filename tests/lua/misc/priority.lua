-- set_thread_priority: -3..+3 accepted everywhere, in main and in lanes.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
for p = -3, 3 do S.nothing(lanes.set_thread_priority, p) end
S.nothing(lanes.set_thread_priority, 0)
T.raises("priority out of range", lanes.set_thread_priority, 4)
T.raises("priority out of range", lanes.set_thread_priority, -4)
for _, bad in ipairs { "x", {}, true } do T.equal(pcall(lanes.set_thread_priority, bad), false) end
T.equal(pcall(lanes.set_thread_priority), false)
local h = lanes.gen("*", function()
  local lanes = require "lanes"
  lanes.set_thread_priority(-1)
  return select("#", lanes.set_thread_priority(0))
end)()
T.equal(h[1], 0)
