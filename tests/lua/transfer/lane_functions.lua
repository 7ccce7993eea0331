-- cancel_test & co. can be sent to another running lane.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local a = lanes.gen("", function() l:send("k", cancel_test, set_finalizer) end)()
local b = lanes.gen("", function()
  local _, c = l:receive("k")
  local _, s = l:receive("k")
  return type(c), (pcall(s, function() end)), c()
end)()
a:join()
T.same({ b:join() }, { "function", true, false })
