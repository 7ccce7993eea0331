-- api: 4
-- The shape of dump.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.nothing(l.dump, l)
l:limit "k"
T.same(l:dump(), {})
l:send("k", "a", "b", "c")
l:receive "k"
l:limit("lim", 2)
l:restrict("lim", "set/get")
T.same(l:dump(), {
  k = { first = 2, count = 2, limit = "unlimited", restrict = "none", fifo = { [2] = "b", [3] = "c" } },
  lim = { first = 1, count = 0, limit = 2, restrict = "set/get", fifo = {} },
})
l:receive_batched("k", 2)
T.equal(l:dump().k.first, 1)
l:cancel()
T.ok(l:dump().k)
