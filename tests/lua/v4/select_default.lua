-- Without a word about it the API is that of 3.x.
local T = require "testing"
local lanes = require "lanes".configure()

T.equal(lanes.ABOUT.version, "3.14.0")
T.equal(lanes.configure, nil)
T.equal(lanes.gen("*", function() return require "lanes".ABOUT.version end)()[1], "3.14.0")
