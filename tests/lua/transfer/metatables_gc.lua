-- only: lua5.2 lua5.3 lua5.4 lua5.5
-- __gc travels: the copy is finalised in the lane; values that only sit in a queue are not.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local calls = 0
local mt = { __gc = function() calls = calls + 1 end }
do
  local o = setmetatable({}, mt)
  l:send("queued", o)
  o = nil
end
collectgarbage()
collectgarbage()
T.equal(calls, 1, "the original only")
l:set("queued") -- dropping a stored copy finalises nothing
collectgarbage()
collectgarbage()
T.equal(calls, 1)
local h = lanes.gen("*", function()
  local mt = { __gc = function() l:send("finalised", true) end }
  local o = setmetatable({}, mt)
  l:send("o", o)
  local _, copy = l:receive("o")
  o, copy = nil, nil
  collectgarbage()
  collectgarbage()
  return l:count("finalised")
end)()
T.equal(h[1], 2)
