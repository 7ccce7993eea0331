-- limit returns true exactly when a full key now has room.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.nothing(l.limit, l, "k", 0)
S.returns({ true }, l.limit, l, "k", 1)
S.nothing(l.limit, l, "k", 1)
S.nothing(l.limit, l, "k", -1)
S.nothing(l.limit, l, "k", 0)
S.returns({ true }, l.limit, l, "k", -1)
l:send("k", 1, 2)
S.nothing(l.limit, l, "k", 2)
S.nothing(l.limit, l, "k", 1)
S.returns({ true }, l.limit, l, "k", 3)
S.nothing(l.limit, l, "k", 4)
T.equal(l:count("k"), 2)
