-- With no libraries on_state_create runs in an empty state.
local T = require "testing"
local lanes = require "lanes".configure {
  with_timers = false,
  on_state_create = function() made = (type == nil) end,
}
T.equal(lanes.gen(function() return made end)()[1], true)
