-- The four boolean options take any value by its truthiness; only `false` turns timers off.
local T = require "testing"
local lanes = require "lanes".configure {
  with_timers = "no", verbose_errors = 0, demote_full_userdata = "yes", track_lanes = {},
}
T.ok(lanes.timer_lane, "a truthy non-boolean turns timers on")
T.equal(type(lanes.threads()), "table", "tracking is on")
local l = lanes.linda()
T.raises("'arg_2.x'", function() l:send("k", { x = coroutine.create(function() end) }) end)
l:send("k", io.stdout)
local _, v = l:receive(0, "k")
T.equal(type(v), "userdata")
T.equal(getmetatable(v), nil, "demoted to light userdata")
