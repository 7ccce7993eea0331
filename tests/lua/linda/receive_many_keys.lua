-- A receiver waiting on many keys is woken by any of them.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, key in ipairs { "k1", "k50", "k100" } do
  local h = lanes.gen("*", function()
    local keys = {}
    for i = 1, 100 do keys[i] = "k" .. i end
    return l:receive((table.unpack or unpack)(keys))
  end)()
  S.reach(h, "waiting")
  l:send(key, "v")
  S.returns({ key, "v" }, h.join, h, 20)
end
T.ok(l)
