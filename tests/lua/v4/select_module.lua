-- `require "lanes.v4"` is the module of the 4.x API, and `require "lanes"` is the same module then, before or after.
local T = require "testing"
local v4 = require "lanes.v4"

T.equal(require "lanes", v4)
T.equal(v4.configure(), v4)
T.equal(v4.ABOUT.version, "4.0.1")
T.equal(require "lanes.v4", v4)

-- The other way round, in a lane, where the module is configured from the start.
local h = v4.gen("*", function() return require "lanes" == require "lanes.v4" end)()
T.equal(h[1], true)
h = v4.gen("*", function()
  local one = require "lanes.v4"
  return one.ABOUT.version, one == require "lanes"
end)()
T.equal(h[1], "4.0.1")
T.equal(h[2], true)
