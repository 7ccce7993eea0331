-- On a cancelled linda creation and use give CE.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local lock, atomic = lanes.genlock(l, "lock", 1), lanes.genatomic(l, "atomic")
l:cancel()
T.equal(lanes.genlock(l, "other", 1), CE)
T.equal(lanes.genatomic(l, "other"), CE)
S.returns({ CE }, lock, 1)
S.returns({ CE }, lock, -1)
S.returns({ CE }, atomic, 1)
l:cancel("none")
S.returns({ true }, lock, 1)
T.equal(atomic(1), 1)
