-- Priorities have the range that `thread_priority_range` tells, on either scale.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

for _, scale in ipairs{"mapped", "native"} do
  local least, most = lanes.thread_priority_range(scale)
  T.ok(least < most)
  local option = scale == "native" and "native_priority" or "priority"
  for _, n in ipairs{least, most} do
    T.equal(lanes.gen("*", {[option] = n}, function() return 1 end)()[1], 1)
  end
  for _, n in ipairs{least - 1, most + 1} do
    T.raises(("Priority out of range: %d..+%d (%d)"):format(least, most, n), lanes.gen({[option] = n}, ""))
    T.raises(("priority out of range: %d..+%d (%d)"):format(least, most, n), lanes.set_thread_priority, n, scale)
  end
end

T.equal(lanes.gen("*", function() return select("#", require "lanes".set_thread_priority(0)) end)()[1], 0)
