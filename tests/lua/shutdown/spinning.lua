-- timeout: 20
-- The script ends while lanes spin for ever.
local lanes = require "lanes".configure()
local l = lanes.linda()
keep = {
  lanes.gen("*", function() l:send("in", true); while true do end end)(),
  lanes.gen("", function() l:send("in", true); repeat until nil end)(),
}
for _ = 1, #keep do l:receive(20, "in") end
