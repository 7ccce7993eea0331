-- An error in on_state_create comes out of the generator call.
local T = require "testing"
local lanes = require "lanes".configure {
  with_timers = false,
  on_state_create = function() error("no luck", 0) end,
}
for _ = 1, 3 do
  T.raises('on_state_create failed: "no luck"', function() lanes.gen("*", function() end)() end)
end
