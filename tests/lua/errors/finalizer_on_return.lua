-- On a normal return finalizers get no argument and their results are ignored.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function(...)
  set_finalizer(function(...) l:send("n", select("#", ...)); return "ignored" end)
  return ...
end)(1, nil)
S.returns({ n = 2, 1, nil }, h.join, h)
T.equal(select(2, l:receive(0, "n")), 0)
