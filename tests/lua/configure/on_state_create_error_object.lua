-- A non-string error of on_state_create is shown by its type name.
local T = require "testing"
local lanes = require "lanes".configure {
  with_timers = false,
  on_state_create = function() error({}) end,
}
T.raises('on_state_create failed: "table"', function() lanes.gen("*", function() end)() end)
