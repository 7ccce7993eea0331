-- join returns exactly what the body returned, nils and counts included.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local g = lanes.gen("", function(...) return ... end)
S.nothing(function() return g():join() end)
S.returns({ n = 1, nil }, function() return g(nil):join() end)
S.returns({ n = 3, 1, nil, nil }, function() return g(1, nil, nil):join() end)
S.returns({ n = 2, nil, "timeout" }, function() return g(nil, "timeout"):join() end)
local many = {}
for i = 1, 200 do many[i] = i end
S.returns(many, function() return g(T.unpack(many, 1, 200)):join() end)
