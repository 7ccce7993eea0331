-- A count hook ends a busy loop.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("*", function()
  if type(jit) == "table" then jit.off() end -- compiled traces run no hooks
  l:send("ready", true)
  while true do end
end)()
l:receive(20, "ready")
S.returns({ true, "cancelled" }, h.cancel, h, "count", 300, 20)
S.nothing(h.join, h)
