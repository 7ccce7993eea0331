-- Pairs whose key is a table, function, userdata or thread are silently dropped.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", { [{}] = 1, [print] = 2, [function() end] = 3, [io.stdout] = 4, [coroutine.create(function() end)] = 5, [l] = 6,
  kept = 7 })
local _, c = l:receive("k")
T.same(c, { kept = 7 })
