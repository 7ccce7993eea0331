-- Keys within keys, deeper than any stack.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local root = {}
for depth = 1, 3000 do root = { [root] = depth } end
l:send("k", root)
local _, c = l:receive("k")
for depth = 3000, 1, -1 do
  local key, value = next(c)
  T.equal(value, depth)
  c = key
end
T.equal(next(c), nil)
-- Functions whose upvalues are keyed by functions.
local f = function() return "end" end
for _ = 1, 300 do
  local t = { [f] = true }
  f = function() return t end
end
l:send("k", f)
local _, g = l:receive("k")
for _ = 1, 300 do g = next(g()) end
T.equal(g(), "end")
