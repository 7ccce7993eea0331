-- api: 4
-- __lanesignore is a field like any other in 4.x; __lanesconvert in 3.x.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", setmetatable({ 1 }, { __lanesignore = true }))
T.same(select(2, l:receive "k"), { 1 })
