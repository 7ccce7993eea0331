-- api: 4
-- Outcomes of restrict.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.returns({ "none" }, l.restrict, l, "k")
T.equal(l:count "k", nil)
S.returns({ "none" }, l.restrict, l, "k", "set/get")
S.returns({ "set/get" }, l.restrict, l, "k", "send/receive")
S.returns({ "send/receive" }, l.restrict, l, "k")
S.returns({ "send/receive" }, l.restrict, l, "k", nil)
for _, v in ipairs { "", "x", 5 } do T.raises("unknown restrict mode", l.restrict, l, "k", v) end
for _, v in ipairs { {}, true, false, print } do T.raises("string expected", l.restrict, l, "k", v) end
T.raises("wrong number of arguments", l.restrict, l)
T.raises("wrong number of arguments", l.restrict, l, "k", "none", 1)
-- limit, count, dump and collectgarbage are never restricted.
S.returns({ false, "under" }, l.limit, l, "k", 3)
S.returns({ 3, "under" }, l.limit, l, "k")
T.equal(l:count "k", 0)
T.equal(l:dump().k.restrict, "send/receive")
S.nothing(l.collectgarbage, l)
S.returns({ "send/receive" }, l.restrict, l, "k", "none")
l:cancel()
S.returns({ n = 2, nil, lanes.cancel_error }, l.restrict, l, "k")
S.returns({ n = 2, nil, lanes.cancel_error }, l.restrict, l, "k", "none")
