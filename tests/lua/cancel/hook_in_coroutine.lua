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
  caught = function()
    local ok = pcall(coroutine.wrap(forever))
    while true do l:set("caught", ok) end
  end,
  resumed_again = function()
    local co = coroutine.create(function()
      pcall(forever)
      coroutine.yield()
      forever()
    end)
    coroutine.resume(co)
    coroutine.resume(co)
    while true do end
  end,
  wrap = function() coroutine.wrap(forever)() end,
  nested = function()
    coroutine.wrap(function() coroutine.wrap(forever)() end)()
  end,
}
for _, body in pairs(bodies) do
  local h = lanes.gen("*", function() if jit then jit.off() end body() end)()
  l:receive(20, "up")
  S.returns({ true, "cancelled" }, h.cancel, h, "count", 100, 20)
end
