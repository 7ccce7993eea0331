-- receive_batched(key, min [, max]): the batched receive without a marker.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", 1, nil, 3, 4, 5)
S.returns({ "k", 1 }, l.receive_batched, l, 0, "k", 1)
S.returns({ n = 3, "k", nil, 3 }, l.receive_batched, l, "k", 2)
S.returns({ "k", 4, 5 }, l.receive_batched, l, nil, "k", 1, 10)
S.nothing(l.receive_batched, l, 0, "k", 1)
l:send(nil, 7, "seven")
S.returns({ 7, "seven" }, l.receive_batched, l, 0, 7, 1, nil)
T.equal(pcall(l.receive_batched, l, 0, "k"), false)
T.equal(pcall(l.receive_batched, l, 0, "k", 0), false)
T.equal(pcall(l.receive_batched, l, 0, "k", 2, 1), false)
T.raises("expecting a linda", l.receive_batched, "x", "k", 1)
l:cancel()
S.returns({ lanes.cancel_error }, l.receive_batched, l, "k", 1)
