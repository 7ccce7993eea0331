-- One generator starts any number of independent lanes.
local T = require "testing"
local lanes = require "lanes".configure()
local g = lanes.gen("", function(i) n = (n or 0) + i; return n end)
local hs = {}
for i = 1, 20 do hs[i] = g(i) end
for i = 1, 20 do T.equal(hs[i][1], i) end
