-- error(nil) is an error whose text is "nil" (5.5 makes a text of its own).
local T = require "testing"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local h = lanes.gen("", function() error() end)()
T.raises("nil", function() return h[1] end)
if T.version ~= "5.5" then T.equal(h[-1], nil) end
T.equal(h.status, "error")
