-- timeout: 60
-- The internal constructor lanes.core.lane_new with odd arguments.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false, on_lane_error = "ignore" }
local new = require "lanes.core".lane_new
local V = require "odd_values"
V.try(lanes, new)
local all = V.all(lanes)
for position = 1, 8 do
  for _, v in ipairs(all) do
    local args = { function() end, nil, 0, nil, nil, nil, nil }
    args[position] = v[1]
    pcall(new, T.unpack(args, 1, 8))
  end
end
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
