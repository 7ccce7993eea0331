-- A required module that returns nothing is loaded and merely not registered (3.14 aborted).
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", { required = { "fixtures.nothing" } }, function() return package.loaded["fixtures.nothing"] end)()
T.equal(h[1], true)
