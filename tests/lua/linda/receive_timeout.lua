-- A receive that runs out of time returns no value; it does wait.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.nothing(l.receive, l, 0, "k")
local start = lanes.now_secs()
S.nothing(l.receive, l, 0.2, "k", "other")
T.ok(lanes.now_secs() - start >= 0.15)
