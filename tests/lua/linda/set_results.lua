-- set returns true exactly when a limited, full key now has room.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.nothing(l.set, l, "k", 1)
S.nothing(l.set, l, "k")
l:limit("k", 2)
S.nothing(l.set, l, "k", 1)
S.nothing(l.set, l, "k", 1, 2) -- becomes full
S.nothing(l.set, l, "k", 1, 2, 3) -- stays full
S.returns({ true }, l.set, l, "k", 1)
l:set("k", 1, 2)
S.returns({ true }, l.set, l, "k")
S.nothing(l.set, l, "k")
l:limit("zero", 0)
S.nothing(l.set, l, "zero", 1)
S.nothing(l.set, l, "zero")
T.equal(l:count("zero"), 0)
