-- A native function that the joiner does not know by name is an error in the joiner.
local T = require "testing"
os.getenv, os.tmpname = nil, nil -- gone before the names are collected
local lanes = require "lanes".configure()
local h = lanes.gen("*", function() return os.getenv end)()
T.raises("function 'os/getenv' not found in main destination transfer database", function() h:join() end)
