-- Code that catches every cancellation ends in the last stage.
-- api: 4
-- expect-stdout: finally true
local S = require "support"
local lanes = require "lanes".configure{shutdown_timeout = 2}

local h = lanes.gen("*", function()
  if jit then jit.off() end
  while true do
    pcall(function() while true do local _ = tostring(1) end end)
  end
end)()
S.reach(h, "running")
lanes.finally(function(ended) print("finally " .. tostring(ended)) end)
