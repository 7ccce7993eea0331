-- A soft request with the flag wakes a waiting receive and a waiting send.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
l:limit("full", 0)
local receiver = lanes.gen("", function() return l:receive("never") == CE end)()
local sender = lanes.gen("", function() return l:send("full", 1) == CE end)()
for _, h in ipairs { receiver, sender } do
  S.reach(h, "waiting")
  S.returns({ true, "done" }, h.cancel, h, "soft", 20, true)
  T.equal(h[1], true)
end
