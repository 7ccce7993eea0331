-- Values that must be accepted.
local T = require "testing"
local lanes = require "lanes".configure {
  nb_keepers = 3, shutdown_timeout = 0, with_timers = false, verbose_errors = false,
  demote_full_userdata = false, track_lanes = false, on_lane_error = "stderr",
}
T.equal(lanes.gen("", function() return "up" end)()[1], "up")
T.equal(lanes.timer_lane, nil)
