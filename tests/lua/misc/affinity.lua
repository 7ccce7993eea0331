-- set_thread_affinity: a positive mask; what the system refuses is an error, not a crash.
local T = require "testing"
local lanes = require "lanes".configure()
T.raises("invalid affinity", lanes.set_thread_affinity, 0)
T.raises("invalid affinity", lanes.set_thread_affinity, -1)
for _, bad in ipairs { "x", {}, true } do T.equal(pcall(lanes.set_thread_affinity, bad), false) end
local h = lanes.gen("*", function()
  local set = require "lanes".set_thread_affinity
  pcall(set, 1)
  pcall(set, 2 ^ 40) -- a processor that this machine hardly has
  pcall(set, 3)
  return "alive"
end)()
T.equal(h[1], "alive")
