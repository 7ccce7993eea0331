-- Very many keys, used and drained: only a bounded number of empty ones is remembered.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for i = 1, 20000 do
  l:send(nil, i, i)
  local _, v = l:receive(0, i)
  T.equal(v, i)
end
local n = 0
for _ in pairs(l:count()) do n = n + 1 end
T.ok(n <= 1024, n)
T.equal(l:count(20000), 0)
for i = 1, 5000 do l:set(i, i) end
for i = 1, 5000 do T.equal(l:get(i), i) end
