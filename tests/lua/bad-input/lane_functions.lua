-- timeout: 60
-- The globals of a lane with odd arguments.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local h = lanes.gen("*", function()
  local lanes = require "lanes"
  local V = require "odd_values"
  V.try(lanes, function(...) set_debug_threadname(...) end)
  V.try(lanes, function(...) cancel_test(...) end)
  V.try(lanes, function(...) set_error_reporting(...) end)
  for _, a in ipairs(V.all(lanes)) do
    if type(a[1]) ~= "function" then
      assert(not pcall(set_finalizer, a[1]))
    end
  end
  return "alive"
end)()
T.equal(h[1], "alive")
