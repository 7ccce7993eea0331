-- An error value that cannot be copied makes join raise; the status is error all the same.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local h = lanes.gen("*", function() error(coroutine.create(function() end)) end)()
S.reach(h, "error")
T.raises("tried to copy unsupported types", function() h:join() end)
T.equal(h.status, "error")
