-- api: 4
-- All types that can cross are keys; those that cannot are dropped with their values.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local key, f = {}, function() return 1 end
local t = { [key] = key, [f] = f, [print] = print, [l] = l, [io.stdin] = io.stdin, [coroutine.create(function() end)] = 1, x = 1 }
l:send("k", t)
local _, c = l:receive "k"
local n = 0
for k, v in pairs(c) do
  n = n + 1
  if k ~= "x" then T.ok(rawequal(k, v)) end
end
T.equal(n, 6)
T.equal(c[l], l)
T.equal(c[io.stdin], io.stdin)
