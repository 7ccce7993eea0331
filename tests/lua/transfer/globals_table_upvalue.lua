-- The globals table as an upvalue or value binds to the destination's globals.
local T = require "testing"
local lanes = require "lanes".configure()
local globals = _G
local h = lanes.gen("", function(g) return globals == _G, g == _G end)(_G)
T.equal(h[1], true)
T.equal(h[2], true)
T.ok(lanes.gen("", function() return _G end)()[1] == _G, "coming home")
