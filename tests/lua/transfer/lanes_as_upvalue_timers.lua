-- With timers on the module holds a lane handle: it cannot be an upvalue.
local T = require "testing"
local lanes = require "lanes".configure()
T.ok(lanes.timer_lane)
T.equal(pcall(function()
  lanes.gen("*", function() return lanes.linda() end)()
end), false)
local gen = lanes.gen -- its functions alone can
T.equal(lanes.gen("*", function() return gen("", function() return 6 end)()[1] end)()[1], 6)
