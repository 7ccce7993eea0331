-- An object coming home gets the original metatable back.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local mt = { __index = {} }
local o = setmetatable({}, mt)
l:send("k", o)
local _, c = l:receive("k")
T.ok(c ~= o)
T.ok(getmetatable(c) == mt)
local h = lanes.gen("", function(x) return x, { setmetatable({}, getmetatable(x)) } end)(o)
T.ok(getmetatable(h[1]) == mt)
T.ok(getmetatable(h[2][1]) == mt)
-- a metatable born in a lane is one copy here, over several lanes' trips
local maker = lanes.gen("", function()
  local m = {}
  l:send("objects", setmetatable({}, m))
  l:send("objects", setmetatable({}, m))
  return setmetatable({}, m)
end)()
local _, x = l:receive("objects")
local _, y = l:receive("objects")
T.ok(getmetatable(x) == getmetatable(y))
T.ok(getmetatable(x) == getmetatable(maker[1]))
-- and it can go on to a third state and come back
local third = lanes.gen("", function(v) return v end)(x)
T.ok(getmetatable(third[1]) == getmetatable(x))
