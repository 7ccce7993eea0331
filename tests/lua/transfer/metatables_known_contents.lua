-- What is in a metatable, and the metatable itself, may also be sent as values. A state that meets the metatable for the
-- first time gets one copy of each. One that knows it keeps its own, which may be older than what is sent now, so the
-- values are copies then, with what is in them at the time, and identity holds among the values.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local class = { helper = {}, version = 1 }
class.__index = class
function class.get() return class end
local object = setmetatable({}, class)

local h = lanes.gen("*", function(l)
  local results, first = {}, nil
  for i = 1, 3 do
    local _, t = l:receive("k")
    local mt = getmetatable(t.object)
    first = first or mt
    results[i] = {
      one_metatable = mt == first,
      class = t.class == mt,
      helper = t.helper == mt.helper,
      get = t.get == mt.get,
      closed = mt.get() == mt and t.get() == t.class and t.class.helper == t.helper and t.class.get == t.get,
      versions = mt.version .. t.class.version,
    }
  end
  return results
end)(l)
local function send() l:send("k", { object = object, class = class, helper = class.helper, get = class.get }) end
send()
class.version = 2
send()
send()
local results = h[1]
T.same(results[1], { one_metatable = true, class = true, helper = true, get = true, closed = true, versions = "11" })
for i = 2, 3 do
  T.same(results[i], { one_metatable = true, class = false, helper = false, get = false, closed = true, versions = "12" })
end

-- In either order, and however deep.
local function deep(t, n)
  for _ = 1, n do t = { t } end
  return t
end
h = lanes.gen("*", function(l)
  local function find(t) while t[1] do t = t[1] end return t end
  local results = {}
  for i = 1, 4 do
    local _, a, b = l:receive(l.batched, "k", 2)
    local o, c = find(a), find(b)
    if getmetatable(c) then o, c = c, o end
    results[i] = getmetatable(o) == c
  end
  return results
end)(l)
l:send("k", object, class)
l:send("k", object, class)
l:send("k", class, object)
l:send("k", deep(object, 300), deep(class, 300))
T.same(h[1], { true, false, false, false })

-- A table that is its own metatable is always as it is now.
local own = {}
setmetatable(own, own)
h = lanes.gen("*", function(l)
  local results = {}
  for i = 1, 3 do results[i] = select(2, l:receive("k")).n end
  return results
end)(l)
for i = 1, 3 do
  own.n = i
  l:send("k", own)
end
T.same(h[1], { 1, 2, 3 })
