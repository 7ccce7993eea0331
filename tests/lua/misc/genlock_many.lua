-- genlock with several tokens: all or none, and exact releases.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local lock = lanes.genlock(l, "lock", 3)
S.returns({ true }, lock, 2)
S.returns({ false }, lock, 2, "try")
T.equal(l:count("lock"), 2)
S.returns({ true }, lock, 1, "try")
S.returns({ true }, lock, -2)
T.equal(l:count("lock"), 1)
S.returns({ true }, lock, -1)
T.equal(l:count("lock"), 0)
S.returns({ true }, lock, 0) -- 3.14 blocked for ever
T.equal(l:count("lock"), 0)
S.returns({ false }, lock, 4, "try")
