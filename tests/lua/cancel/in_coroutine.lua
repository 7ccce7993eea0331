-- A hard request reaches a linda wait inside a coroutine; the resumer sees CE.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local h = lanes.gen("*", function()
  local ok, e = coroutine.resume(coroutine.create(function() l:receive("never") end))
  l:set("seen", ok, e == CE)
  error(e)
end)()
S.reach(h, "waiting")
S.returns({ true, "cancelled" }, h.cancel, h, 20)
T.same({ l:get("seen", 2) }, { false, true })
