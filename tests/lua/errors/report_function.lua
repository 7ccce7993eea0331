-- on_lane_error as a function: told the lane's name and the message when a failed lane's handle is collected unread.
local T = require "testing"
local S = require "support"
local reports = {}
local lanes = require "lanes".configure {
  with_timers = false,
  on_lane_error = function(...) reports[#reports + 1] = T.pack(...) end,
}
do
  local h = lanes.gen("", function()
    set_debug_threadname "worker"
    error("nobody reads this", 0)
  end)()
  S.reach(h, "error")
  h = nil
end
S.collect_until(function() return #reports > 0 end)
T.equal(#reports, 1)
T.equal(reports[1][1], "worker")
T.ok(tostring(reports[1][2]):find("nobody reads this", 1, true), reports[1][2])
