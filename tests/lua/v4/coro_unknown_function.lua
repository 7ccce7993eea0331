-- Values that the lane cannot rebuild are refused, and it stands where it stood.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.coro("coroutine?", {globals = {yield = T.version == "5.1" and coroutine.yield or nil}}, [[
  return (yield or coroutine.yield)("y")
]])
if T.version == "5.1" then
  -- The base library brings the coroutines along there.
  h = lanes.coro("", "return coroutine.yield('y')")
end
h = h()
T.raises("Failed to send resumed values", h.resume, h, io.write)
T.equal(h.status, "suspended")
T.equal(h:resume(5), "y")
T.equal(h[1], 5)
