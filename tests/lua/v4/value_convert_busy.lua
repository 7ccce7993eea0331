-- api: 4
-- A converter may use lindas, that one too, start lanes and collect garbage.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local object
object = setmetatable({}, { __lanesconvert = function(o, hint)
  l:send("log", hint)
  l:get "log"
  l:limit("other", 5)
  collectgarbage()
  local r = lanes.gen(function() return "from a lane" end)()[1]
  collectgarbage()
  return { r }
end })
for _ = 1, 5 do
  l:send("k", { object, { object }, object })
  local _, t = l:receive "k"
  T.same(t, { { "from a lane" }, { { "from a lane" } }, { "from a lane" } })
end
T.equal(l:count "log", 15)
