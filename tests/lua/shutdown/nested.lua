-- timeout: 20
-- The script ends while lanes started by lanes run on.
local lanes = require "lanes".configure()
local l = lanes.linda()
keep = lanes.gen("*", function()
  local lanes = require "lanes"
  for _ = 1, 5 do
    lanes.gen("*", function()
      require "lanes".gen("", function() l:send("in", true); l:receive("never") end)()
      l:receive("never")
    end)()
  end
end)()
for _ = 1, 5 do l:receive(20, "in") end
