-- cancel("none") takes the mark away and wakes nobody.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:cancel()
S.nothing(l.cancel, l, "none")
local h = lanes.gen("", function() return l:receive("k") end)()
S.reach(h, "waiting")
l:cancel("none")
l:send("k", "v")
S.returns({ "k", "v" }, h.join, h, 20)
T.ok(l)
