-- A protected metatable is copied all the same, its protection too.
local T = require "testing"
local lanes = require "lanes".configure()
local o = setmetatable({}, { __metatable = "private", __index = { x = 9 } })
local h = lanes.gen("", function(o) return getmetatable(o), o.x, pcall(setmetatable, o, nil) end)(o)
T.equal(h[1], "private")
T.equal(h[2], 9)
T.equal(h[3], false)
T.equal(getmetatable(lanes.gen("", function(o) return o end)(o)[1]), "private")
