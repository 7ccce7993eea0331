-- send: true; values in order, nils counted, all or none.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.returns({ true }, l.send, l, "k", 1, nil, "x", nil)
T.equal(l:count("k"), 4)
S.returns({ n = 4, 1, nil, "x", nil }, l.get, l, "k", 10)
S.returns({ true }, l.send, l, "k", nil)
T.equal(l:count("k"), 5)
T.raises("no data to send", l.send, l, "k")
T.equal(l:count("k"), 5)
