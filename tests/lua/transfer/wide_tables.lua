-- timeout: 60
-- Big flat tables, array and hash.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local t = {}
for i = 1, 200000 do t[i] = i end
for i = 1, 50000 do t["k" .. i] = { i } end
l:send("k", t)
local _, c = l:receive("k")
T.equal(#c, 200000)
T.equal(c[123456], 123456)
T.equal(c.k50000[1], 50000)
