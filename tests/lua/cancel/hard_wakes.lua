-- A hard request wakes a waiter promptly.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("full", 0)
for _, f in ipairs {
  function() l:receive("never") end,
  function() l:receive(600, "a", "b", "c") end,
  function() l:send("full", 1) end,
} do
  local h = lanes.gen("", f)()
  S.reach(h, "waiting")
  local start = lanes.now_secs()
  S.returns({ true, "cancelled" }, h.cancel, h, 20)
  T.ok(lanes.now_secs() - start < 10, "prompt")
  S.nothing(h.join, h)
end
