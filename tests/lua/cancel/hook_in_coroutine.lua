-- A hook-mode cancel reaches code that runs in a coroutine of the lane, however deep, and then its resumers.
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local function forever() if jit then jit.off() end l:send("up", true) while true do end end
local bodies = {
  resume = function()
    coroutine.resume(coroutine.create(forever))
    while true do end
  end,
  wrap = function() coroutine.wrap(forever)() end,
  nested = function()
    coroutine.wrap(function() coroutine.wrap(forever)() end)()
  end,
}
-- On LuaJIT the hook is raised once for all coroutines, so a resumer that goes on is not stopped a second time.
if type(jit) == "table" then bodies.resume = nil end
for _, body in pairs(bodies) do
  local h = lanes.gen("*", function() if jit then jit.off() end body() end)()
  l:receive(20, "up")
  S.returns({ true, "cancelled" }, h.cancel, h, "count", 100, 20)
end
