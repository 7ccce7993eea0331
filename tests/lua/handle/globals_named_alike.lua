-- Globals of the script that are called `results` or `gc_cb` are none of a handle's business, in lanes and in the main state.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local function try()
  results, gc_cb = { "mine", "too" }, function() called = true end
  local h = lanes.gen("*", function() return "its", 2 end)()
  local first, second = h[1], h[2]
  local joined = { h:join() }
  local failed = lanes.gen("*", function() error("e", 0) end)()
  local _, message = failed:join()
  h, failed = nil, nil
  collectgarbage()
  collectgarbage()
  return first, second, joined[1], joined[2], message, called
end
T.same({ try() }, { "its", 2, "its", 2, "e" })
T.same({ lanes.gen("*", { required = { "lanes" } }, function()
  lanes = require "lanes"
  return try()
end)():join() }, { "its", 2, "its", 2, "e" })
