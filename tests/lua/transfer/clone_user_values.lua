-- only: lua5.1 lua5.2 lua5.3 luajit
-- The user value (in 5.1 the environment) of a userdata goes with its clone. 5.4's are tests/interop/clonable.lua's part.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local mt = {}
function mt.__lanesclone(...) if select("#", ...) == 0 then return 16 end end
local u = newproxy and newproxy() or io.tmpfile()
debug.setmetatable(u, mt)
local set, get = debug.setuservalue, debug.getuservalue
-- LuaJIT has all four: newproxy says which are to be used.
if newproxy then set, get = debug.setfenv, debug.getfenv end

local value = { 1, { x = "y" } }
value.self = value
set(u, value)
l:send("k", u)
local v = get(select(2, l:receive("k")))
T.ok(v ~= value)
T.same(v, value)

-- Identity with what else is in the message.
l:send("k", { u, value, u })
local _, t = l:receive("k")
T.ok(t[1] ~= t[3])
T.ok(get(t[1]) == t[2] and get(t[3]) == t[2])

-- A table that holds the userdata again: the table is one, so this ends.
value.u = u
l:send("k", u)
local _, w = l:receive("k")
T.ok(get(get(w).u) == get(w))
value.u = nil

-- What cannot cross is named.
value.co = coroutine.create(function() end)
T.raises("'arg_2.uservalue.co'", l.send, l, "k", u)
value.co = nil

-- The globals are nobody's own: those of the receiving state take their place.
if newproxy then
  set(u, _G)
  T.ok(lanes.gen("*", function(u) return debug.getfenv(u) == _G end)(u)[1])
else
  set(u, nil)
  l:send("k", u)
  T.equal(get(select(2, l:receive("k"))), nil)
end
setmetatable(value, { __lanesignore = true })
set(u, value)
l:send("k", u)
local ignored = get(select(2, l:receive("k")))
T.ok(ignored ~= value)
