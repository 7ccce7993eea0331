-- In a hard-cancelled lane's finalizer what can complete at once does; what would have to wait raises CE.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
l:set("data", 1)
local h = lanes.gen("*", function()
  set_finalizer(function()
    local sent, result = pcall(l.send, l, 0, "k", 1)
    local received, key, value = pcall(l.receive, l, 0, "data")
    local waited, e = pcall(l.receive, l, "never")
    l:set("seen", sent, result, received, key, value, waited, e == CE, cancel_test(true))
  end)
  l:receive("never")
end)()
S.reach(h, "waiting")
T.equal(h:cancel("hard", 20), true)
T.same({ l:get("seen", 8) }, { 8, true, true, true, "data", 1, false, true, "hard" })
T.equal(h.status, "cancelled")
