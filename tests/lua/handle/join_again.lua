-- The outcome stays: join after join, index after join, join after index.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { on_lane_error = "ignore" }
local g = lanes.gen("", function(...) return ... end)
local h = g(1, nil, 3)
S.returns({ n = 3, 1, nil, 3 }, h.join, h)
S.returns({ n = 3, 1, nil, 3 }, h.join, h)
T.equal(h[0], true)
T.equal(h[1], 1)
T.equal(h[2], nil)
T.equal(h[3], 3)

local i = g("a", "b")
T.equal(i[2], "b")
S.returns({ "a", "b" }, i.join, i, 0)

local bad = lanes.gen("", function() error("boom", 0) end)()
T.equal(select(2, bad:join()), "boom")
T.equal(select(2, bad:join()), "boom")
T.raises("boom", function() return bad[1] end)
T.equal(bad[-1], "boom")
T.equal(bad.status, "error")
