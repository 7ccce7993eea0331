-- api: 4
-- One proxy for each linda in each state.
local T = require "testing"
local lanes = require "lanes".configure()
local l, x = lanes.linda(), lanes.linda()
l:send("k", x, { x, [x] = x }, l)
local _, a = l:receive "k"
local _, t = l:receive "k"
local _, me = l:receive "k"
T.ok(rawequal(a, x))
T.ok(rawequal(t[1], x))
T.ok(rawequal(me, l))
