-- A forced cancel without a timeout always shows as killed, also when the lane waits and could end at once.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
l:limit("full", 0)
local g = lanes.gen("*", function(what)
  set_finalizer(function() l:set("finalized", true) end)
  if what == "receive" then
    l:receive("never")
  elseif what == "send" then
    l:send("full", 1)
  else
    lanes.sleep(-1)
  end
end)
for _, what in ipairs { "receive", "send", "sleep" } do
  for _ = 1, 30 do
    local h = g(what)
    S.reach(h, "waiting")
    S.returns({ true, "killed" }, h.cancel, h, true)
    T.equal(h.status, "killed")
    S.returns({ n = 2, nil, "killed" }, h.join, h)
    T.equal(h[1], nil)
  end
end
T.equal(l:count("finalized"), nil)
