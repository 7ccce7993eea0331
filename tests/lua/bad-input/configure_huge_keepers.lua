-- A huge number of keepers: refused or accepted, but cheap and without a crash.
local T = require "testing"
local lanes = require "lanes"
if not pcall(lanes.configure, { nb_keepers = 1e15 }) then lanes.configure() end
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
