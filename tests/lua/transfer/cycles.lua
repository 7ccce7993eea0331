-- Cycles through tables, upvalues and metatables.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local t = {}
t.self = t
t.other = { back = t }
l:send("k", t)
local _, c = l:receive("k")
T.ok(c.self == c and c.other.back == c and c ~= t)

local f
f = function() return f, t end
local h = lanes.gen("", function(g)
  local g2, t2 = g()
  return g2 == g, t2.self == t2
end)(f)
T.equal(h[1], true)
T.equal(h[2], true)

local mt = {}
mt.__index = mt
mt.loop = mt
local o = setmetatable({}, mt)
mt.instance = o
h = lanes.gen("*", function(o)
  local m = getmetatable(o)
  return m.__index == m, m.loop == m, m.instance == o, o.loop == m
end)(o)
T.same({ h:join() }, { true, true, true, true })
