-- Coroutines inside a coroutine lane are the lane's own affair.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.coro("*", function()
  local inner = coroutine.wrap(function(a)
    while true do a = coroutine.yield(a + 1) end
  end)
  local n = 0
  while n < 6 do
    n = inner(n)
    n = coroutine.yield(inner(n))
  end
  return "end"
end)()
T.same({h:resume(2), h:resume(4), h:resume(6), h[1]}, {2, 4, 6, "end"})
