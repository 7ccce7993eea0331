-- A fallback converter leaves alone what Lanes itself sends: stack tables, the settings and timers.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{convert_fallback = "decay", with_timers = true, track_lanes = true}

for _, level in ipairs{"basic", "extended"} do
  local h = lanes.gen("*", {error_trace_level = level}, function() error("fails", 0) end)()
  local _, err, stack = h:join()
  T.equal(err, "fails")
  T.equal(type(stack), "table")
  T.equal(type(stack[1]), level == "basic" and "string" or "table")
end
local l = lanes.linda()
lanes.timer(l, "k", 1000)
T.equal(type(lanes.timers()[1][3]), "table")
lanes.timer(l, "k", nil)
local h = lanes.gen("*", function() return #require "lanes".threads() end)()
T.ok(h[1] >= 1)
