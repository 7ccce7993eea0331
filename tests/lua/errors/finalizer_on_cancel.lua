-- On a cancel finalizers get CE and nil: two arguments.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local h = lanes.gen("", function()
  set_finalizer(function(...) l:set("seen", select("#", ...), (...) == CE, select(2, ...) == nil, cancel_test()) end)
  l:receive("never")
end)()
S.reach(h, "waiting")
S.returns({ true, "cancelled" }, h.cancel, h, 20)
T.same({ l:get("seen", 4) }, { 2, true, true, true })
