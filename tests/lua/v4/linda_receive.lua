-- api: 4
-- Outcomes of receive.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("a", 1)
l:send("b", 2, nil)
S.returns({ "b", 2 }, l.receive, l, "b", "a")
S.returns({ n = 2, "b", nil }, l.receive, l, "b", "a")
S.returns({ "a", 1 }, l.receive, l, "b", "a")
S.returns({ n = 2, nil, "timeout" }, l.receive, l, 0, "b", "a")
l:restrict("r", "set/get")
l:send("a", 3)
S.returns({ "a", 3 }, l.receive, l, "a", "r")
T.raises("Key is restricted", l.receive, l, "b", "r", "a")
l:cancel()
S.returns({ n = 2, nil, lanes.cancel_error }, l.receive, l, "a")
S.returns({ n = 2, nil, lanes.cancel_error }, l.receive, l, 0, "r")
