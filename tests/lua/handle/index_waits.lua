-- The first numeric read waits for the lane.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local waiter = lanes.gen("", function() local _, v = l:receive("v"); return v end)()
S.reach(waiter, "waiting")
l:send("v", "delivered")
T.equal(waiter[1], "delivered")
T.equal(waiter.status, "done")
