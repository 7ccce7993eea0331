-- Several keys are tried in the order given.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("b", "in b")
l:send("a", "in a")
S.returns({ "b", "in b" }, l.receive, l, 0, "x", "b", "a")
S.returns({ "a", "in a" }, l.receive, l, 0, "x", "b", "a")
S.nothing(l.receive, l, 0, "x", "b", "a")
