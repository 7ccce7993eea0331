-- The functions that lanes have, with any libraries or none: exactly those of 4.x.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.gen("base", function()
  return type(set_finalizer), type(lane_threadname), type(cancel_test), type(set_debug_threadname),
    type(set_error_reporting)
end)()
T.same({h:join()}, {true, "function", "function", "function", "nil", "nil"})
T.equal(lanes.gen(function() return lane_threadname() end)()[1], "<unnamed>")
T.equal(lanes.gen({globals = {cancel_test = 1}}, function() return cancel_test() end)()[1], false)
