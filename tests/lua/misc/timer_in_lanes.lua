-- Timers work from lanes; there is one service for all.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("*", function()
  local lanes = require "lanes"
  lanes.timer(l, "from a lane", 0.01)
  lanes.timer(l, "long", 500)
  local _, at = l:receive(20, "from a lane")
  return at ~= nil
end)()
T.equal(h[1], true)
T.wait_until(function() return #lanes.timers() == 1 end, 20, lanes.sleep)
T.equal(lanes.timers()[1][2], "long")
