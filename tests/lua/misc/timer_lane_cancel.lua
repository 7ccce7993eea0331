-- The timer lane can be cancelled; later calls neither block nor crash.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local h = lanes.timer_lane
local l = lanes.linda()
h:cancel()
S.nothing(h.join, h, 20)
T.equal(h.status, "cancelled")
T.equal(h[1], nil)
pcall(lanes.timer, l, "k", 0.01)
pcall(lanes.timers)
S.nothing(lanes.sleep, 0.01)
