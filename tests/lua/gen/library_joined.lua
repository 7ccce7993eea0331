-- Library strings are joined in order.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("io", nil, "os,math", {}, function() return type(io), type(os), type(math), type(string) end)()
T.same({ h[1], h[2], h[3], h[4] }, { "table", "table", "table", "nil" })
