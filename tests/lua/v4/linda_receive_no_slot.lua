-- api: 4
-- Without a slot a receive times out as ever; one that would never end is an error.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.returns({ n = 2, nil, "timeout" }, l.receive, l, 0)
S.returns({ n = 2, nil, "timeout" }, l.receive, l, 0.01)
T.raises("invalid slot type", l.receive, l)
T.raises("invalid slot type", l.receive, l, nil)
