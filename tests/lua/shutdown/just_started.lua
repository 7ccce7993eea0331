-- timeout: 20
-- The script ends right after starting lanes, whatever state they are in.
local lanes = require "lanes".configure { on_lane_error = "ignore" }
for i = 1, 30 do
  lanes.gen("*", function(i)
    if i % 3 == 0 then error "at the end" end
    return { i }
  end)(i)
end
