-- A cancelled linda swallows the beat; the timer goes on.
local T = require "testing"
local lanes = require "lanes".configure()
local l, other = lanes.linda(), lanes.linda()
lanes.timer(l, "k", 0.02, 0.02)
T.ok(l:receive(20, "k"))
l:cancel()
lanes.timer(other, "later", 0.2)
T.ok(other:receive(20, "later"))
l:cancel("none")
T.ok(l:receive(20, "k"))
T.ok(l:receive(20, "k"))
