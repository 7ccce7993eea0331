-- Values that were sent together and are received together share what they shared; a metatable does not tie values that
-- are received one by one together.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local shared, mt = {}, { __index = { f = function() return "f" end } }
mt.self = mt
local function new(x) return setmetatable({ x }, mt) end
l:send("k", new(shared), "between", new(shared), shared)
local _, a, b, c, d = l:receive(nil, l.batched, "k", 4)
T.equal(b, "between")
T.equal(a[1], c[1])
T.equal(a[1], d)
T.equal(getmetatable(a), mt)
l:send("k", new(1), new(2), new(3))
for i = 1, 3 do
  local _, v = l:receive("k")
  T.equal(v[1], i)
  T.equal(getmetatable(v), mt)
end
local h = lanes.gen("base", function(x, y, class)
  return getmetatable(x) == getmetatable(y), getmetatable(x) == class, getmetatable(x).self == class, x.f()
end)
for _ = 1, 2 do T.same({ h(new(1), new(2), mt):join() }, { true, true, true, "f" }) end
local many = {}
for i = 1, 300 do many[i] = new(shared) end
l:send("k", T.unpack(many))
local got = { l:receive(nil, l.batched, "k", 300) }
for i = 2, 301 do T.equal(got[i][1], got[2][1]) end
