-- A running timer keeps its linda alive.
local T = require "testing"
local lanes = require "lanes".configure()
do
  local l = lanes.linda "kept"
  lanes.timer(l, "k", 500)
  l = nil
end
T.wait_until(function() return #lanes.timers() == 1 end, 20, lanes.sleep)
collectgarbage()
collectgarbage()
T.equal(tostring(lanes.timers()[1][1]), "Linda: kept")
