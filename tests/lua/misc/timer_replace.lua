-- One timer per linda and key: setting it again replaces it.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
lanes.timer(l, "k", 500)
lanes.timer(l, "k", 600, 7)
T.wait_until(function() local t = lanes.timers(); return #t == 1 and t[1][3][2] == 7 end, 20, lanes.sleep)
lanes.timer(l, "k", 0.01)
T.ok(l:receive(20, "k"))
lanes.timer(l, "a", 500)
lanes.timer(l, "b", 500)
T.wait_until(function() return #lanes.timers() == 2 end, 20, lanes.sleep)
lanes.timer(l, "a", false)
lanes.timer(l, "b", nil, 5) -- the period is ignored
T.wait_until(function() return #lanes.timers() == 0 end, 20, lanes.sleep)
