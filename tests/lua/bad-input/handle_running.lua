-- timeout: 60
-- Odd numbers as timeouts and hook counts on a lane that runs.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { with_timers = false }
for _, n in ipairs { 0, 5e-324, -0.0, 0 / 0 } do
  local h = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
  S.reach(h, "waiting")
  if n == n then pcall(h.join, h, n) end
  pcall(h.cancel, h, "soft", n)
  h:cancel("hard", 20)
  T.equal(h.status, "cancelled")
end
for _, n in ipairs { 1, 2 ^ 31 - 1, 2 ^ 31, 2 ^ 32, 2 ^ 53, 2 ^ 63, 1e100, 1 / 0, 0 / 0, 1.5 } do
  for _, mode in ipairs { "count", "line", "call", "ret" } do
    local h = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
    S.reach(h, "waiting")
    pcall(h.cancel, h, mode, n)
    h:cancel("hard", 20)
    T.equal(h.status, "cancelled")
  end
end
