-- A request that is to wake a lane from its yield is not lost when it comes before the lane has got there: that yield
-- returns at once, the next one stands.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

local l = lanes.linda()
local h = lanes.coro("*", function(l)
  l:send("running", true)
  while not cancel_test() do end
  local n = select("#", coroutine.yield("nobody takes this"))
  coroutine.yield(n, cancel_test())
end)(l)
l:receive("running")
S.returns({ false, "timeout" }, h.cancel, h, "soft", nil, true)
T.equal(h.status, "suspended")
S.returns({ true, 0, "soft" }, h.join, h)
