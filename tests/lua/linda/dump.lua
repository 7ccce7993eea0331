-- dump: nothing on a fresh linda, else every key with first, count, limit, fifo.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.nothing(l.dump, l)
l:send("k", "a", nil, { 1 })
l:limit("empty", 4)
T.same(l:dump(), {
  k = { first = 1, count = 3, limit = -1, fifo = { "a", l.null, { 1 } } },
  empty = { first = 1, count = 0, limit = 4, fifo = {} },
})
l:receive("k")
local d = l:dump().k
T.equal(d.first, 2)
T.equal(d.count, 2)
T.equal(d.fifo[1], nil)
T.equal(d.fifo[2], l.null)
T.same(d.fifo[3], { 1 })
l:receive("k")
l:receive("k")
d = l:dump().k
T.equal(d.first, 1)
T.equal(d.count, 0)
T.equal(l:count("k"), 0, "dump takes nothing away")
