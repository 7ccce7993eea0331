-- timeout: 60
-- sleep with odd values; whatever waits can be cancelled.
local T = require "testing"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local V = require "odd_values"
for _, n in ipairs(V.numbers()) do
  local h = lanes.gen("*", function(n) require "lanes".sleep(n) end)(n)
  h:join(0.02)
  T.equal((h:cancel("hard", 20)), true, tostring(n))
end
for _, v in ipairs(V.others(lanes)) do pcall(lanes.sleep, v[1]) end
