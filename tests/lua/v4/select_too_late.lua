-- Once Lanes is configured with the 3.x API, the 4.x API is refused in that state and in its lanes, and nothing changes.
local T = require "testing"
local lanes = require "lanes".configure()

T.raises("API of 3.x", require, "lanes.v4")
T.equal(lanes.ABOUT.version, "3.14.0")
local h = lanes.gen("*", function() return pcall(require, "lanes.v4") end)()
T.equal(h[1], false)
T.ok(h[2]:find("API of 3.x", 1, true))
