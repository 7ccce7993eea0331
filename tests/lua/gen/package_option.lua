-- The package option replaces path and cpath; without the library it is silently skipped.
local T = require "testing"
local lanes = require "lanes".configure()
local opt = { package = { path = "p/?.lua", cpath = "c/?.so", config = "x", other = 1 } }
local h = lanes.gen("package", opt, function() return package.path, package.cpath, package.config, package.other end)()
T.equal(h[1], "p/?.lua")
T.equal(h[2], "c/?.so")
T.equal(h[3], package.config)
T.equal(h[4], nil)
T.equal(lanes.gen("", opt, function() return type(package) end)()[1], "nil")
local partly = lanes.gen("package", { package = { path = "p" } }, function() return package.path end)()
T.equal(partly[1], "p")
