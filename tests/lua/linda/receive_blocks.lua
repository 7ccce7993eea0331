-- A blocked receiver goes on after send and after set.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, method in ipairs { "send", "set" } do
  local h = lanes.gen("", function() return l:receive("k") end)()
  S.reach(h, "waiting")
  l[method](l, "k", method)
  S.returns({ "k", method }, h.join, h, 20)
end
T.ok(l)
