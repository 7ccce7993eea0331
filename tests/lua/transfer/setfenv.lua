-- only: lua5.1 luajit
-- A function's environment is not transferred: it gets the destination's globals.
local T = require "testing"
local lanes = require "lanes".configure()
local f = setfenv(function() return x end, { x = "custom" })
T.equal(lanes.gen("", { globals = { x = "of the lane" } }, function(f) return f() end)(f)[1], "of the lane")
