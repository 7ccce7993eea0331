-- Under a soft request send and receive return CE, though they could succeed at once.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
l:send("data", "kept")
local h = lanes.gen("", function()
  l:set("ready", true)
  while not cancel_test() do end
  local n = select("#", l:receive("data"))
  return n, l:receive("data") == CE, l:receive(0, "data") == CE, l:send("out", 1) == CE, l:send(0, "out", 1) == CE,
    l:receive(l.batched, "data", 1) == CE
end)()
l:receive(20, "ready")
h:cancel("soft")
S.returns({ 1, true, true, true, true, true }, h.join, h)
T.equal(l:get("data"), "kept")
T.equal(l:count("out"), nil)
T.equal(h.status, "done")
