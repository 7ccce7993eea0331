-- A value that cannot be rebuilt is an error of its receiver and is consumed; nothing hangs.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", os.getenv, { os.getenv }, "good") -- known by name here
local h = lanes.gen("", function()
  local ok1, e1 = pcall(l.receive, l, "k")
  local ok2, e2 = pcall(l.receive, l, "k")
  local _, v = l:receive("k")
  return ok1, e1, ok2, e2, v
end)()
T.equal(h[1], false)
T.ok(h[2]:find("linda: function 'os/getenv' not found in", 1, true), h[2])
T.ok(h[2]:find("destination transfer database", 1, true), h[2])
T.equal(h[3], false)
T.ok(h[4]:find("not found in", 1, true), h[4])
T.equal(h[5], "good")
T.equal(l:count("k"), 0)
