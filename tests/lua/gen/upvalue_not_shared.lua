-- The lane's assignments to its upvalues do not reach the creator.
local T = require "testing"
local lanes = require "lanes".configure()
local count, list = 1, { 1 }
local h = lanes.gen("", function()
  count = count + 1
  list[1] = "changed"
  return count, list[1]
end)()
T.equal(h[1], 2)
T.equal(h[2], "changed")
T.equal(count, 1)
T.equal(list[1], 1)
