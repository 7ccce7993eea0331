-- api: 4
-- Outcomes of send.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.returns({ true }, l.send, l, "k", 1, nil, lanes.null, "x")
S.returns({ n = 5, 4, 1, nil, nil, "x" }, l.get, l, "k", 9)
l:limit("k", 5)
S.returns({ n = 2, nil, "timeout" }, l.send, l, 0, "k", 1, 2)
S.returns({ n = 2, nil, "timeout" }, l.send, l, 0.01, "k", 1, 2)
T.equal(l:count "k", 4)
S.returns({ true }, l.send, l, 0, "k", 1)
T.raises("no data to send", l.send, l, "k")
T.raises("no data to send", l.send, l, 0, "k")
T.raises("can't use lanes.null as a slot", l.send, l, l.null, "k")
T.raises("tried to copy unsupported types", l.send, l, "new", coroutine.create(function() end))
T.raises("tried to copy unsupported types", l.send, l, "new", 1, coroutine.create(function() end))
T.equal(l:count "new", nil)
l:restrict("r", "set/get")
T.raises("Key is restricted", l.send, l, 0, "r", 1)
l:cancel()
S.returns({ n = 2, nil, lanes.cancel_error }, l.send, l, "k", 1)
S.returns({ n = 2, nil, lanes.cancel_error }, l.send, l, 0, "r", 1)
