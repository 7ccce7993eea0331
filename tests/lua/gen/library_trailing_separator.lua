-- A trailing separator opens nothing more (3.14 opened `package`).
local T = require "testing"
local lanes = require "lanes".configure()
T.equal(lanes.gen("table,", function() return type(package) end)()[1], "nil")
