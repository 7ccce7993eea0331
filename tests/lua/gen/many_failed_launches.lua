-- Failed launches do not pile up states.
local T = require "testing"
local lanes = require "lanes".configure()
local g = lanes.gen("*", function() end)
local co = coroutine.create(function() end)
for _ = 1, 200 do
  local ok = pcall(g, co)
  T.equal(ok, false)
end
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
