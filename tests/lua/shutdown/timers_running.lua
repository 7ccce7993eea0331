-- timeout: 20
-- The script ends with timers running, fast ones too.
local lanes = require "lanes".configure { shutdown_timeout = 15 }
local l = lanes.linda()
lanes.timer(l, "fast", 0.001, 0.001)
lanes.timer(l, "slow", 1000, 1000)
for _ = 1, 10 do l:receive(20, "fast") end
