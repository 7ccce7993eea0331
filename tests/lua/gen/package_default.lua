-- By default the lane gets the creator's path and cpath, as they are at launch.
local T = require "testing"
local lanes = require "lanes".configure()
local g = lanes.gen("*", function() return package.path, package.cpath, package.mine end)
local old = package.path
package.path = old .. ";./changed/?.lua"
package.mine = "not copied"
local h = g()
T.equal(h[1], old .. ";./changed/?.lua")
T.equal(h[2], package.cpath)
T.equal(h[3], nil)
