-- A batched receiver waits for min values and does not hold up those who want fewer.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local batch = lanes.gen("", function() return l:receive(l.batched, "k", 3) end)()
S.reach(batch, "waiting")
local one = lanes.gen("", function() return l:receive("k") end)()
S.reach(one, "waiting")
l:send("k", "single")
S.returns({ "k", "single" }, one.join, one, 20)
T.equal(batch.status, "waiting")
l:send("k", 1)
l:send("k", 2, 3, 4)
S.returns({ "k", 1, 2, 3 }, batch.join, batch, 20)
T.equal(l:get("k"), 4)
