-- A key drained by receive stays known with 0.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", 1)
l:receive("k")
T.equal(l:count("k"), 0)
T.same(l:count(), { k = 0 })
for i = 1, 1000 do
  l:send(nil, i, i)
  l:receive(nil, i)
end
local n = 0
for _, c in pairs(l:count()) do
  T.equal(c, 0)
  n = n + 1
end
T.equal(n, 1001)
