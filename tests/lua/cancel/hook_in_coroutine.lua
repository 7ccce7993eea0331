-- A hook-mode cancel reaches code that runs in a coroutine of the lane, however deep, and then the resumer.
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
for name, body in pairs(bodies) do
  local h = lanes.gen("*", function() if jit then jit.off() end body() end)()
  l:receive(20, "up")
  S.returns({ true, "cancelled" }, h.cancel, h, "count", 100, 20)
end
