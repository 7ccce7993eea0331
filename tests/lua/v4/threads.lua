-- `threads` lists lanes, the latest first, also those that have ended, as long as there is a handle.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure{track_lanes = true}

T.equal(select("#", lanes.threads()), 0)
local a = lanes.gen("*", {name = "a"}, function() end)()
a:join()
local l = lanes.linda()
local b = lanes.gen("*", {name = "b"}, function(l) l:receive("go") end)(l)
S.reach(b, "waiting")
T.same(lanes.threads(), {{name = "b", status = "waiting"}, {name = "a", status = "done"}})
l:send("go", 1)
b:join()
a, b = nil, nil
S.collect_until(function() return not lanes.threads() end)
