-- Results that cannot cross raise whenever they are asked for; they are never taken for nothing.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.gen("*", function() return coroutine.create(function() end) end)()
for _ = 1, 3 do
  T.raises("Tried to copy unsupported types", h.join, h)
  T.raises("Tried to copy unsupported types", function() return h[1] end)
end
