-- api: 4
-- Outcomes of get: the number of values, then the values.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.returns({ 0 }, l.get, l, "k")
l:set("k", 1, nil, 3)
S.returns({ 1, 1 }, l.get, l, "k")
S.returns({ 1, 1 }, l.get, l, "k", nil)
S.returns({ n = 3, 2, 1, nil }, l.get, l, "k", 2)
S.returns({ n = 4, 3, 1, nil, 3 }, l.get, l, "k", 9)
for _, n in ipairs { 0, -1 } do T.raises("count should be >= 1", l.get, l, "k", n) end
T.raises("number expected", l.get, l, "k", {})
T.raises("too many arguments", l.get, l, "k", 1, 2)
l:restrict("k", "send/receive")
T.raises("Key is restricted", l.get, l, "k")
l:cancel()
S.returns({ n = 2, nil, lanes.cancel_error }, l.get, l, "k")
