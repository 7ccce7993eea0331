-- api: 4
-- lanes.null is nil wherever it arrives.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
T.equal(lanes.null, l.null)
l:send("k", lanes.null, { 1, lanes.null, 3, x = lanes.null, [lanes.null] = "key", y = { lanes.null } })
S.returns({ n = 2, "k", nil }, l.receive, l, "k")
local _, t = l:receive "k"
T.same(t, { 1, nil, 3, y = {} })
local up = lanes.null
local h = lanes.gen("base", function(a, b) return a, b.x, up, type(b), select("#", a, b) end)(lanes.null, { x = lanes.null })
S.results({ n = 5, nil, nil, nil, "table", 2 }, h)
l:set("k", lanes.null)
S.returns({ n = 2, 1, nil }, l.get, l, "k")
