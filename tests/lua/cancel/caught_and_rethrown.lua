-- xpcall's handler sees CE; rethrown it makes the lane cancelled.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local h = lanes.gen("", function()
  local _, e = xpcall(function() l:receive("never") end, function(m)
    l:set("handler", m == CE)
    return m
  end)
  error(e)
end)()
S.reach(h, "waiting")
S.returns({ true, "cancelled" }, h.cancel, h, 20)
T.equal(l:get("handler"), true)
