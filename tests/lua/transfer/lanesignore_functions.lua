-- __lanesignore on the metatable of functions and threads.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
debug.setmetatable(coroutine.create(function() end), { __lanesignore = true })
l:send("k", coroutine.create(function() end), { co = coroutine.create(function() end) })
debug.setmetatable(coroutine.create(function() end), nil)
local _, v = l:receive("k")
T.equal(v, nil)
T.same(select(2, l:receive("k")), {})
