-- Batched receive: at least min, at most max values, never a partial batch.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local B = l.batched
l:send("k", 1, 2, nil, 4, 5, 6)
S.returns({ "k", 1, 2 }, l.receive, l, B, "k", 2)
S.returns({ n = 4, "k", nil, 4, 5 }, l.receive, l, 0, B, "k", 1, 3)
S.nothing(l.receive, l, 0, B, "k", 2, 5)
T.equal(l:count("k"), 1)
S.returns({ "k", 6 }, l.receive, l, 0, B, "k", 1, 100)
l:send("k", 1, 2, 3)
S.returns({ "k", 1, 2 }, l.receive, l, 0, B, "k", "2", "2") -- numeric strings are coerced
S.returns({ "k", 3 }, l.receive, l, 0, B, "k", 1, 1, "ignored", {})
l:send(B, "an ordinary key for send")
T.equal(l:count(B), 1)
