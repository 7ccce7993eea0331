-- A hook has removed itself before raising: finalizers are not interrupted.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("*", function()
  if type(jit) == "table" then jit.off() end
  set_finalizer(function()
    local n = 0
    for i = 1, 200000 do n = n + 1 end
    l:set("finalized", n)
  end)
  l:send("ready", true)
  while true do end
end)()
l:receive(20, "ready")
S.returns({ true, "cancelled" }, h.cancel, h, "count", 10, 20)
T.equal(l:get("finalized"), 200000)
