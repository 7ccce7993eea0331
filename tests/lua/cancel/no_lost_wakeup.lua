-- timeout: 60
-- A cancel sent while the lane is about to go to sleep is never lost.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local g = lanes.gen("", function() l:receive("never") end)
for i = 1, 300 do
  local h = g()
  for _ = 1, i % 40 * 50 do end
  local ok, status = h:cancel("hard", 30)
  T.equal(ok, true)
  T.equal(status, "cancelled")
end
