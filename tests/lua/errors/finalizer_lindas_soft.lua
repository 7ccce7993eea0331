-- In a soft-cancelled lane's finalizer send and receive return CE.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local h = lanes.gen("", function()
  set_finalizer(function() l:set("seen", l:send(0, "k", 1) == CE, l:receive(0, "k") == CE) end)
  return l:receive("never") == CE
end)()
S.reach(h, "waiting")
T.equal(h:cancel("soft", 20, true), true)
T.equal(h[1], true)
T.same({ l:get("seen", 10) }, { true, true })
