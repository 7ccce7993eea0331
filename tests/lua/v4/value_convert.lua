-- api: 4
-- __lanesconvert: lanes.null, "decay", a function with a hint; inheritable; for tables and userdata.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { convert_max_attempts = 3 }
local l = lanes.linda()
local function through(...)
  l:send("k", ...)
  return select(2, l:receive "k")
end
local function converting(c) return setmetatable({ n = 0 }, { __lanesconvert = c }) end
T.equal(through(converting(lanes.null)), nil)
T.equal(l:count "k", 0)
T.same(through { gone = converting(lanes.null), 1, converting(lanes.null), 3 }, { 1, nil, 3 })
local decayed = through(converting "decay")
T.equal(type(decayed), "userdata")
T.equal(getmetatable(decayed), nil)
-- The function gets the object and what it is for; its first result takes the place.
local seen = {}
local object = converting(function(o, hint, ...)
  seen[#seen + 1] = { o, hint, select("#", ...) }
  return { was = hint }, "ignored"
end)
T.same(through(object), { was = "keeper" })
l:set("k", object)
l:set "k"
local h = lanes.gen(function(a) return a end)(object)
T.equal(h[1].was, "regular")
local up = object
T.equal(lanes.gen(function() return up.was end)()[1], "regular")
T.equal(lanes.gen({ globals = { g = object } }, function() return g.was end)()[1], "regular")
for i, want in ipairs { "keeper", "keeper", "regular", "regular", "regular" } do
  T.ok(rawequal(seen[i][1], object))
  T.equal(seen[i][2], want)
  T.equal(seen[i][3], 0)
end
T.equal(through(converting(function() end)), nil)
T.equal(through(converting(function() return 7 end)), 7)
T.equal(through(converting(function() return print end)), print)
T.ok(rawequal(through(converting(function() return l end)), l))
-- Inherited from what the metatable indexes; no metamethod field is needed in it.
local base = { __lanesconvert = function() return "inherited" end }
T.equal(through(setmetatable({}, setmetatable({}, { __index = base }))), "inherited")
-- Results are converted in their turn, so many times at most.
local function chain(n)
  if n == 0 then return "end" end
  return converting(function() return chain(n - 1) end)
end
T.equal(through(chain(3)), "end")
T.raises("more than 3 conversion attempts", through, chain(4))
-- Each value has its own count.
T.same(through { chain(3), { chain(3) } }, { "end", { "end" } })
T.same(through(converting(function() return { chain(3) } end)), { "end" })
-- A value met twice is converted twice, into two values.
local twice = converting(function() return {} end)
local t = through { twice, twice }
T.ok(t[1] ~= t[2])
