-- Hook-mode cancels reach lanes of a host that has all signals blocked, and, but on LuaJIT, of one that begins to handle
-- the signal that they are sent by.
local T = require "testing"
local signals = require "signals"
local lanes = require "lanes".configure { with_timers = false }
local linda = lanes.linda()

local function cancelled()
  local h = lanes.gen("*", function()
    if jit then jit.off() end
    linda:send("ready", true)
    while true do end
  end)()
  linda:receive("ready")
  T.same({ h:cancel("count", 100, 60) }, { true, "cancelled" })
end

signals.block()
cancelled()

if not T.isjit then
  signals.handle()
  cancelled()
  T.equal(signals.caught(), false)
end
