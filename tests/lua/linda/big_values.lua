-- Big strings and many values in one operation.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local big = ("0123456789abcdef"):rep(1024 * 1024)
l:send("k", big)
T.ok(select(2, l:receive(0, "k")) == big)
local values = {}
for i = 1, 200 do values[i] = i end
l:send("k", T.unpack(values, 1, 200))
T.equal(l:count("k"), 200)
T.equal(select("#", l:get("k", 200)), 200)
T.equal(select("#", l:receive(0, l.batched, "k", 200)), 201)
