-- Later changes of the options table have no effect.
local T = require "testing"
local opts = { with_timers = false, track_lanes = false }
local lanes = require "lanes".configure(opts)
opts.track_lanes, opts.with_timers, opts.verbose_errors = true, true, true
T.raises("lane tracking is not available", function() lanes.threads() end)
T.raises("'arg_2.x'", function() lanes.linda():send("k", { x = coroutine.create(function() end) }) end)
local answer = lanes.gen("*", function()
  local lanes = require "lanes"
  return pcall(lanes.threads)
end)()
T.equal(answer[1], false)
