-- Negative times and dates in the past fire at once.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
lanes.timer(l, "negative", -5)
T.ok(l:receive(20, "negative"))
lanes.timer(l, "past", { year = 2001, month = 1, day = 1, hour = 12, min = 0, sec = 0 })
T.ok(l:receive(20, "past"))
lanes.timer(l, "string", "0.01")
T.ok(l:receive(20, "string"))
