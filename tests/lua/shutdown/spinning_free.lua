-- timeout: 20
-- The script ends while lanes without a handle spin for ever.
local lanes = require "lanes".configure()
local l = lanes.linda()
for _ = 1, 2 do lanes.gen("", function() l:send("in", true); while true do end end)() end
for _ = 1, 2 do l:receive(20, "in") end
collectgarbage()
collectgarbage()
