-- first = 0 sets the key before returning, and removes the timer or starts the period.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
lanes.timer(l, "k", 0)
T.equal(l:count("k"), 1)
T.ok(math.abs(l:get("k") - lanes.now_secs()) < 20)
l:set("k")
lanes.timer(l, "k", 0, 0.05)
T.equal(l:count("k"), 1)
T.ok(l:receive(0, "k"))
T.ok(l:receive(20, "k"), "the period goes on")
lanes.timer(l, "k", 0)
T.wait_until(function() return #lanes.timers() == 0 end, 20, lanes.sleep)
