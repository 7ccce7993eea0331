-- set replaces the queue, ignores limits and never blocks.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.nothing(l.set, l, "k", 1, nil, 3)
S.returns({ n = 3, 1, nil, 3 }, l.get, l, "k", 9)
S.nothing(l.set, l, "k", nil)
T.equal(l:count("k"), 1)
S.returns({ n = 1, nil }, l.get, l, "k")
l:limit("k", 1)
l:set("k", 1, 2, 3, 4)
T.equal(l:count("k"), 4)
T.equal(l:send(0, "k", 5), false)
