-- A linda lives as long as something refers to it, also when only another linda's queue does.
local T = require "testing"
local lanes = require "lanes".configure()
local box = lanes.linda()
do
  local inner = lanes.linda "inner"
  inner:send("k", "still here")
  box:send("linda", inner)
  inner = nil
end
collectgarbage()
collectgarbage()
local _, inner = box:receive(0, "linda")
T.equal(tostring(inner), "Linda: inner")
T.equal(select(2, inner:receive(0, "k")), "still here")
local h = lanes.gen("*", function()
  local l = require "lanes".linda "made in a lane"
  l:send("k", 5)
  return l
end)()
local l = h[1]
h = nil
collectgarbage()
collectgarbage()
T.equal(select(2, l:receive(0, "k")), 5)
