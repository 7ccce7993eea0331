-- cancel_test: false without a request, true from then on, for soft and hard.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, mode in ipairs { "soft", "hard" } do
  local h = lanes.gen("", function()
    local before = cancel_test()
    l:set("ready", true)
    while not cancel_test() do end
    return before, cancel_test(), cancel_test()
  end)()
  l:receive(20, "ready")
  h:cancel(mode)
  S.returns({ false, true, true }, h.join, h)
end
