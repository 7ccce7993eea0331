-- In a hard-cancelled lane's finalizer send and receive raise CE again; the others work.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
l:set("data", 1)
local h = lanes.gen("", function()
  set_finalizer(function()
    local ok1, e1 = pcall(l.send, l, 0, "k", 1)
    local ok2, e2 = pcall(l.receive, l, 0, "data")
    l:set("seen", ok1, e1 == CE, ok2, e2 == CE, l:get("data"), l:count("data"), cancel_test())
  end)
  l:receive("never")
end)()
S.reach(h, "waiting")
T.equal(h:cancel(20), true)
T.same({ l:get("seen", 10) }, { false, true, false, true, 1, 1, true })
T.equal(l:count("k"), nil)
