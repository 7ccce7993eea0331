-- A repeating timer keeps firing, one pending value at most, until it is stopped.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
lanes.timer(l, "beat", 0.01, 0.05)
local last = 0
for _ = 1, 6 do
  local _, at = l:receive(20, "beat")
  T.ok(at > last)
  last = at
end
lanes.sleep(0.3)
T.ok(l:count("beat") <= 1, "never queues")
lanes.timer(l, "beat", nil)
T.wait_until(function() return #lanes.timers() == 0 end, 20, lanes.sleep)
l:receive(0, "beat")
T.equal(select("#", l:receive(0.2, "beat")), 0, "stopped")
