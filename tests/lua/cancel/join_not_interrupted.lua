-- A request does not interrupt a join; the lane goes on when the join returns.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("*", function()
  local inner = require "lanes".gen("", function()
    l:send("inner", true)
    l:receive("go")
    return "inner result"
  end)()
  return inner[1], cancel_test()
end)()
l:receive(20, "inner")
S.returns({ false, "timeout" }, h.cancel, h, 0.1)
T.equal(h.status, "running")
l:send("go", true)
S.returns({ "inner result", true }, h.join, h)
