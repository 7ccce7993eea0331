-- Lanes start lanes, several levels deep.
local T = require "testing"
local lanes = require "lanes".configure()
local function level(n)
  if n == 0 then return "bottom" end
  local lanes = require "lanes"
  return lanes.gen("*", level)(n - 1)[1]
end
T.equal(lanes.gen("*", level)(5)[1], "bottom")
