-- api: 4
-- Outcomes of count; a cancelled linda still counts.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
T.same(l:count(), {})
S.returns({ n = 1, nil }, l.count, l, "k")
l:send("k", 1, 2)
l:set("x", 1)
l:cancel()
T.same(l:count(), { k = 2, x = 1 })
S.returns({ 2 }, l.count, l, "k")
T.same(l:count("k", "none"), { k = 2 })
