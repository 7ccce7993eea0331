-- A soft request can be followed by a hard one, and the other way round.
local T = require "testing"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local function outcome(first, second)
  l:set("go") -- before the lane looks
  local h = lanes.gen("", function()
    l:set("ready", true)
    while not l:get("go") do end
    local ok, e = pcall(l.receive, l, 0, "k")
    return ok, e == CE
  end)()
  l:receive(20, "ready")
  h:cancel(first)
  h:cancel(second)
  l:set("go", true)
  return h[1], h[2]
end
T.same({ outcome("soft", "hard") }, { false, true })
T.same({ outcome("hard", "soft") }, { true, true })
