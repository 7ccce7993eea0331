-- api: 4
-- Metatables are never converted, whatever they say of themselves.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local mt = { name = "mt" }
mt.__index = mt
setmetatable(mt, { __lanesconvert = lanes.null })
local o = setmetatable({ 1 }, mt)
-- The metatable inherits the converter of nobody: `mt.__lanesconvert` is nil, as its own metatable has no __index.
l:send("k", o)
local _, c = l:receive "k"
T.equal(getmetatable(c), mt)
local h = lanes.gen("*", function() local _, c = l:receive(0, "k"); return c.name, getmetatable(c).__index == getmetatable(c) end)
l:send("k", o)
h = h()
T.equal(h[1], "mt")
T.equal(h[2], true)
