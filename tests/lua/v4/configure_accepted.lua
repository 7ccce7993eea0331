-- What `configure` accepts. The table is not changed.
-- api: 4
local T = require "testing"
local lanes = require "lanes"

local options = {
  allocator = "protected", convert_fallback = lanes.null, convert_max_attempts = 2.5, internal_allocator = "libc",
  keepers_gc_threshold = 0, linda_wake_period = 1e30, nb_user_keepers = 0, on_lane_error = "ignore",
  on_state_create = function() end, shutdown_timeout = 0.1, strip_functions = false, track_lanes = true,
  verbose_errors = true, with_timers = false,
}
local copy = {}
for key, value in pairs(options) do copy[key] = value end
T.equal(lanes.configure(options), lanes)
T.same(options, copy)
