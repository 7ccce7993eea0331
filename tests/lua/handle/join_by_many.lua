-- Lanes join lanes: a chain, each handing its neighbour's result on.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function()
  local lanes = require "lanes"
  local hs, sum = {}, 0
  for i = 1, 10 do hs[i] = lanes.gen("", function(i) return i end)(i) end
  for i = 10, 1, -1 do sum = sum + hs[i]:join() end
  return sum
end)()
T.equal(h:join(), 55)
