-- A waiter under a soft request returns CE when its own time runs out.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local h = lanes.gen("", function()
  l:set("ready", true)
  while not l:get("requested") do end
  return l:receive(0.2, "never") == CE
end)()
l:receive(20, "ready")
h:cancel("soft")
l:set("requested", true)
T.equal(h[1], true)
T.ok(S)
