-- Option tables merge key by key; a later one replaces a whole key.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", { globals = { a = 1 }, priority = 0 }, { globals = { b = 2 } }, function() return a, b end)()
T.equal(h[1], nil)
T.equal(h[2], 2)
