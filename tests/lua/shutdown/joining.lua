-- timeout: 20
-- The script ends while a lane joins another that never ends.
local lanes = require "lanes".configure()
local l = lanes.linda()
keep = lanes.gen("*", function()
  local inner = require "lanes".gen("", function() l:send("in", true); l:receive("never") end)()
  inner:join()
end)()
l:receive(20, "in")
