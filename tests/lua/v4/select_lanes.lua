-- Lanes, and the lanes of lanes, have the API of the state that configured it.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local function version(depth)
  local lanes = require "lanes"
  if depth == 0 then
    return lanes.ABOUT.version
  end
  return lanes.gen("*", version)(depth - 1)[1]
end
T.equal(lanes.gen("*", version)(2)[1], "4.0.1")
T.equal(lanes.gen("*", function() return require "lanes_core".version end)()[1], "4.0.1")
