-- __lanesclone in the forms of Lanes 3.14, 3.15 and 3.16: what it is called with on the way through a linda.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()

local function userdata(metatable)
  local u = newproxy and newproxy() or io.tmpfile()
  debug.setmetatable(u, metatable)
  return u
end

local function light(v) return type(v) == "userdata" and debug.getmetatable(v) == nil end

-- Sends a userdata and gets it back; `form` is the metamethod. Gives the calls that were answered, in order.
local function trip(form)
  local calls = {}
  local mt = { field = "kept" }
  function mt.__lanesclone(...)
    local call = T.pack(...)
    local answer = form(...)
    calls[#calls + 1] = call
    return answer
  end
  local u = userdata(mt)
  l:send("k", u)
  local _, v = l:receive("k")
  T.equal(type(v), "userdata")
  T.ok(not rawequal(u, v), "a clone is another userdata")
  T.ok(rawequal(debug.getmetatable(v), mt), "with the very metatable")
  return calls
end

-- 3.14: f() and f(to, from).
local calls = trip(function(...) if select("#", ...) == 0 then return 40 end T.equal(select("#", ...), 2) end)
T.equal(#calls, 3)
T.equal(calls[1].n, 0)
T.ok(light(calls[2][1]) and light(calls[2][2]) and light(calls[3][1]) and light(calls[3][2]))
T.equal(calls[2][1], calls[3][2], "what was copied to is copied from")
T.ok(calls[2][2] ~= calls[3][1])

-- 3.15: f(from) and f(to, from).
calls = trip(function(...)
  local n = select("#", ...)
  if n == 1 then return 40 end
  if n ~= 2 then error("called with " .. n) end
end)
T.equal(#calls, 3)
T.equal(calls[1].n, 1)
T.ok(light(calls[1][1]))
T.equal(calls[1][1], calls[2][2])
T.equal(calls[2][1], calls[3][2])

-- 3.16: f(to, from, size); it may refuse other calls, or do nothing in them.
for _, strict in ipairs { true, false } do
  local done = {}
  trip(function(...)
    local n = select("#", ...)
    if n == 3 then done[#done + 1] = { ... } elseif strict then error("called with " .. n) end
  end)
  T.equal(#done, 2)
  T.equal(done[1][1], done[2][2])
  T.equal(done[1][3], done[2][3])
  T.ok(done[1][3] >= 0)
end

-- One that answers all three is taken for the oldest.
calls = trip(function() return 0 end)
T.equal(#calls, 3)
T.equal(calls[1].n, 0)
T.equal(calls[3].n, 2)
