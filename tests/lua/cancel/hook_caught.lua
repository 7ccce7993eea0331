-- A hook fires once: code that catches CE goes on with the request still pending.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local h = lanes.gen("*", function()
  if type(jit) == "table" then jit.off() end
  local ok, e = pcall(function()
    l:send("ready", true)
    while true do end
  end)
  local n = 0
  for i = 1, 100000 do n = n + i % 2 end
  return ok, e == CE, cancel_test(), n
end)()
l:receive(20, "ready")
S.returns({ true, "done" }, h.cancel, h, "count", 100, 20)
T.same({ h:join() }, { false, true, true, 50000 })
