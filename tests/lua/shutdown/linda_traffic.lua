-- timeout: 20
-- The script ends in the midst of heavy traffic on one linda.
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("k", 10)
for _ = 1, 3 do
  lanes.gen("", function() while true do pcall(l.send, l, 0.01, "k", { 1, 2, 3 }) end end)()
  lanes.gen("", function() while true do pcall(l.receive, l, 0.01, "k") end end)()
end
for _ = 1, 100 do l:receive(20, "k") end
