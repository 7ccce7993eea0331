-- A join that runs out of time gives nil, "timeout"; the lane is unharmed.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function() local _, v = l:receive("v"); return v end)()
S.returns({ n = 2, nil, "timeout" }, h.join, h, 0)
S.returns({ n = 2, nil, "timeout" }, h.join, h, 0.05)
S.returns({ n = 2, nil, "timeout" }, h.join, h, "0.01") -- numeric strings are coerced
l:send("v", "value")
S.returns({ "value" }, h.join, h, -1) -- negative: for ever
