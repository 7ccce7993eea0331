-- More values than the limit never fit; raising the limit lets them through; others are not held up.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("k", 2)
local h = lanes.gen("", function() return l:send("k", 1, 2, 3) end)()
S.reach(h, "waiting")
T.equal(l:send(0, "k", "a"), true, "smaller sends pass the one that cannot fit")
T.equal(select(2, l:receive(0, "k")), "a")
T.equal(h.status, "waiting")
l:limit("k", 3)
T.equal(h:join(20), true)
S.returns({ 1, 2, 3 }, l.get, l, "k", 5)
