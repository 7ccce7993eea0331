-- Tables are copied with all their contents.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local t = { 1, 2, 3, [10] = "ten", [1.5] = "float", [true] = "t", [false] = "f", s = "str", nested = { { {} } },
  [l.null] = "light", [-1] = "minus", [""] = "empty" }
l:send("k", t)
t[1] = "changed later"
local _, c = l:receive("k")
t[1] = 1
T.same(c, t)
T.ok(c ~= t)
local echo = lanes.gen("", function(x) return x end)
T.same(echo(t)[1], t)
T.same(echo({})[1], {})
