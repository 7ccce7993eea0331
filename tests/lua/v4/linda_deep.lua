-- api: 4
-- deep() is one light userdata for each linda, the same in every lane; lindas differ in it.
local T = require "testing"
local lanes = require "lanes".configure()
local a, b = lanes.linda(), lanes.linda()
T.equal(type(a:deep()), "userdata")
T.equal(getmetatable(a:deep()), nil)
T.equal(a:deep(), a:deep())
T.ok(a:deep() ~= b:deep())
local h = lanes.gen(function(l) return l:deep() end)(a)
T.equal(h[1], a:deep())
-- A linda and its deep() are two slots.
a:set(a, 1)
a:set(a:deep(), 2)
T.equal(select(2, a:get(a)), 1)
T.equal(select(2, a:get(a:deep())), 2)
