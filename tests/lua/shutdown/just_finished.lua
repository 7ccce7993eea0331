-- timeout: 20
-- The script ends while lanes are in their last instructions.
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
for _ = 1, 20 do lanes.gen("", function() l:send("done", true) end)() end
for _ = 1, 20 do l:receive(20, "done") end
