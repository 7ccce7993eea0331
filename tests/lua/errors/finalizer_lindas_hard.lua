-- In a hard-cancelled lane's finalizer what can complete at once does; what would have to wait raises CE.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
l:set("data", 1)
local h = lanes.gen("", function()
  set_finalizer(function()
    local ok1, e1 = pcall(l.send, l, 0, "k", 1)
    local ok2, e2, v2 = pcall(l.receive, l, 0, "data")
    local ok3, e3 = pcall(l.receive, l, "never")
    l:set("seen", ok1, e1, ok2, e2, v2, ok3, e3 == CE, l:count("data"), cancel_test())
  end)
  l:receive("never")
end)()
S.reach(h, "waiting")
T.equal(h:cancel(20), true)
T.same({ l:get("seen", 10) }, { true, true, true, "data", 1, false, true, 0, true })
T.equal(l:get("k"), 1)
