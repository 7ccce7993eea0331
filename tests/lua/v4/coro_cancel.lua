-- Cancelling a suspended lane: a soft request leaves it alone unless it wakes; then the yield returns nothing. A hard
-- request raises in it, and one that yields again stands still again.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local function body()
  local n = select("#", coroutine.yield(1, 2))
  return n, cancel_test()
end
local function suspended(f)
  local h = lanes.coro("*", f)()
  while h.status ~= "suspended" do lanes.sleep(0.001) end
  return h
end
local h = suspended(body)
T.same({h:cancel("soft", 0.01)}, {false, "timeout"})
T.same({h:cancel("soft")}, {false, "timeout"})
T.equal(h.status, "suspended")
T.same({h:cancel("soft", true)}, {true, "done"})
T.same({h:join()}, {true, 0, "soft"})

h = suspended(function() while true do coroutine.yield() end end)
T.same({h:cancel()}, {true, "cancelled"})
T.same({h:join()}, {nil, lanes.cancel_error})

h = suspended(function() while true do coroutine.yield("again") end end)
T.same({h:cancel("soft", true)}, {false, "timeout"})
T.equal(h.status, "suspended")
T.equal(h:resume(), "again")
h:cancel()
