-- Lua functions: rebuilt with their upvalues, one function for one inside a transmission.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local n, t = 10, { 5 }
local function f(x) return x + n + t[1] end
l:send("k", f)
local _, g = l:receive("k")
T.ok(g ~= f, "a round trip gives a new function")
T.equal(g(1), 16)
n = 100
T.equal(g(1), 16, "upvalues are copies")
T.equal(lanes.gen("", function(f) return f(2) end)(f)[1], 107)
T.equal(lanes.gen("", function(...) return select("#", ...) end)(f, f)[1], 2)
-- varargs, inner functions, results
local maker = function(a) return function(b) return a .. b end end
T.equal(lanes.gen("", function(m) return m("x")("y") end)(maker)[1], "xy")
local back = lanes.gen("", function() local v = 3; return function() return v end end)()
T.equal(back[1](), 3)
