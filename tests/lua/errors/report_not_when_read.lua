-- A failed lane whose error was read in any way makes no report.
local T = require "testing"
local S = require "support"
local reports, collected = 0, 0
local lanes = require "lanes".configure {
  with_timers = false,
  on_lane_error = function() reports = reports + 1 end,
}
local function fail(read)
  local h = lanes.gen("", { gc_cb = function() collected = collected + 1 end }, function() error "read by the test" end)()
  S.reach(h, "error")
  read(h)
end
fail(function(h) h:join() end)
fail(function(h) return h[-1] end)
fail(function(h) pcall(function() return h[1] end) end)
S.collect_until(function() return collected == 3 end)
T.equal(collected, 3)
T.equal(reports, 0)
