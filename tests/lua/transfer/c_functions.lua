-- C functions go by name: the destination's own function arrives; home it is the identical one.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", print, string.rep, { math.abs })
T.ok(select(2, l:receive("k")) == print)
T.ok(select(2, l:receive("k")) == string.rep)
T.ok(select(2, l:receive("k"))[1] == math.abs)
local rep = string.rep
local h = lanes.gen("*", function(p, t)
  return p == print, t.f == string.format, rep == string.rep, rep("x", 3), tostring
end)(print, { f = string.format })
T.same({ h[1], h[2], h[3], h[4] }, { true, true, true, "xxx" })
T.ok(h[5] == tostring)
