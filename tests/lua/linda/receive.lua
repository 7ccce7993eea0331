-- receive: the key and the value, first in first out.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", 1, nil, false)
S.returns({ "k", 1 }, l.receive, l, "k")
S.returns({ n = 2, "k", nil }, l.receive, l, "k")
S.returns({ "k", false }, l.receive, l, 5, "k")
S.nothing(l.receive, l, 0, "k")
T.equal(l:count("k"), 0)
T.equal(pcall(l.receive, l), false)
T.equal(pcall(l.receive, l, 0), false)
T.equal(pcall(l.receive, l, nil), false)
