-- A handle: full userdata with a protected metatable; no assignment.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function() end)()
T.equal(type(h), "userdata")
T.equal(getmetatable(h), "Lane")
local s = tostring(h)
T.ok(s:find("^Lane: ") or s:find("^userdata: "), s)
T.equal(pcall(function() h.x = 1 end), false)
T.equal(pcall(function() h[1] = 1 end), false)
T.equal(pcall(function() return #h end), false)
T.equal(pcall(setmetatable, h, {}), false)
