-- When lane and linda are both cancelled the lane's request decides.
local T = require "testing"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l, c = lanes.linda(), lanes.linda()
c:cancel()
local function outcome(mode)
  local h = lanes.gen("", function()
    l:set("ready", true)
    while not cancel_test() do end
    local ok, e = pcall(c.receive, c, "k")
    return ok, e == CE
  end)()
  l:receive(20, "ready")
  h:cancel(mode)
  return { h:join() }
end
T.same(outcome "soft", { true, true })
T.same(outcome "hard", { false, true })
