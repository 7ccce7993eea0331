-- A one-shot timer fires once, not early, with the current time.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local start = lanes.now_secs()
S.nothing(lanes.timer, l, "tick", 0.2)
local key, at = l:receive(20, "tick")
T.equal(key, "tick")
T.ok(lanes.now_secs() - start >= 0.19, "not early")
T.equal(type(at), "number")
T.ok(at >= start + 0.19 and at <= lanes.now_secs() + 0.1)
T.wait_until(function() return #lanes.timers() == 0 end, 20, lanes.sleep)
T.equal(l:count("tick"), 0)
