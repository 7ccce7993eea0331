-- A table is a local date.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local start = os.time()
lanes.timer(l, "soon", os.date("*t", start + 2))
T.ok(l:receive(25, "soon"))
T.ok(os.time() >= start + 1)
local far = os.date("*t", start + 3600)
lanes.timer(l, "far", far)
T.wait_until(function() return #lanes.timers() == 1 end, 20, lanes.sleep)
T.ok(math.abs(lanes.timers()[1][3][1] - (start + 3600)) <= 1)
