-- A key with something inside that cannot cross is left out, wherever it lies: what would be said of it is about a value that
-- other keys lead to.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local co = coroutine.create(function() end)
local function holds() return co end
local inner = { [holds] = 1, [{ co }] = 2, [{ a = { b = co } }] = 3, kept = 4 }
l:send("k", { one = { [true] = { two = { [2.5] = { three = inner } } } } })
local _, got = l:receive(10, "k")
T.same(got.one[true].two[2.5].three, { kept = 4 })
-- In keys of keys, too.
l:send("k", { x = { [{ y = { [{ z = inner }] = 1 } }] = 2 } })
_, got = l:receive(10, "k")
local outer = next(got.x)
T.equal(got.x[outer], 2)
local key = next(outer.y)
T.same(key, { z = { kept = 4 } })
-- Far below, where the stack of what is tried is shorter than that above it.
local deep = { [holds] = 1, kept = 4 }
for i = 1, 40 do deep = { ["k" .. i] = deep } end
l:send("k", deep)
_, got = l:receive(10, "k")
for i = 40, 1, -1 do got = got["k" .. i] end
T.same(got, { kept = 4 })
