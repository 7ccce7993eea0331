-- A killed lane leaves the lindas it used in working order.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _ = 1, 10 do
  local h = lanes.gen("", function()
    l:send("ready", true)
    while true do
      l:set("k", 1)
      l:get("k")
    end
  end)()
  l:receive(20, "ready")
  h:cancel(true)
  T.equal(h.status, "killed")
  l:send("mine", 5)
  T.equal(select(2, l:receive(20, "mine")), 5)
end
T.ok(S)
