-- timeout: 20
-- The script ends while a lane swallows every error around its endless loop.
local lanes = require "lanes".configure()
local l = lanes.linda()
keep = lanes.gen("", function()
  l:send("in", true)
  while true do
    pcall(function() while true do end end)
  end
end)()
l:receive(20, "in")
