-- timeout: 20
-- The script ends while lanes wait in lindas and in sleep.
local lanes = require "lanes".configure { shutdown_timeout = 15 }
local S = require "support"
local l = lanes.linda()
l:limit("full", 0)
keep = {}
for i = 1, 10 do
  keep[#keep + 1] = lanes.gen("", function() l:receive("never") end)()
  keep[#keep + 1] = lanes.gen("", function() l:send("full", 1) end)()
  keep[#keep + 1] = lanes.gen("*", function() require "lanes".sleep(-1) end)()
end
for _, h in ipairs(keep) do S.reach(h, "waiting") end
