-- Nothing is shared between two transmissions.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local t = {}
l:send("k", t)
l:send("k", t)
local _, a = l:receive("k")
local _, b = l:receive("k")
T.ok(a ~= b and a ~= t)
T.ok(l:get("x") == nil)
local up = {}
local h = lanes.gen("", function(x) return x == up end)(up)
T.equal(h[1], false, "upvalue and argument")
