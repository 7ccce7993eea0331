-- genlock with one token: acquire, try, release; count is the tokens taken.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:set("lock", "old data", "dropped")
local lock = lanes.genlock(l, "lock")
T.equal(type(lock), "function")
T.equal(l:count("lock"), 0)
S.returns({ true }, lock, 1)
T.equal(l:count("lock"), 1)
S.returns({ false }, lock, 1, "try")
S.returns({ true }, lock, -1)
T.equal(l:count("lock"), 0)
S.returns({ true }, lock, 1, "try")
S.returns({ true }, lock, -1, "try")
S.returns({ true }, lock, 5) -- one token whatever the number
T.equal(l:count("lock"), 1)
S.returns({ true }, lock, 0)
T.equal(l:count("lock"), 0)
local numeric = lanes.genlock(l, 7, 1)
S.returns({ true }, numeric, 1)
T.equal(l:count(7), 1)
