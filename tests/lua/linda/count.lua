-- count: of all keys, of one, of several.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
T.same(l:count(), {})
S.returns({ n = 1, nil }, l.count, l, "k")
l:send("a", 1, 2)
l:send("b", nil)
l:limit("c", 5)
T.same(l:count(), { a = 2, b = 1, c = 0 })
T.equal(l:count("a"), 2)
T.equal(l:count("c"), 0)
T.same(l:count("a", "b"), { a = 2, b = 1 })
T.same(l:count("a", "unknown"), { a = 2 })
T.same(l:count("unknown", "too"), {})
T.equal(math.type and math.type(l:count("a")) or "integer", "integer")
