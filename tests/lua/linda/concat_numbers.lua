-- A number next to a linda is written as Lua writes it.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda "l"
for _, n in ipairs {
  0, 1, -7, 42.0, 2.5, 1 / 3, 1e14, 1e15, 1e16, 1e100, 1e-5, 123456789012345678, 2 ^ 53, 2 ^ 63, -0.0, 0.1 + 0.2,
  math.huge, -math.huge, math.pi,
} do
  T.equal(l .. n, tostring(l) .. n)
  T.equal(n .. l, n .. tostring(l))
end
local nan = 0 / 0
T.equal(l .. nan, tostring(l) .. nan)

-- In messages too.
for _, n in ipairs { 1 / 3, -2.5, 1e100 } do
  T.raises("[" .. n .. "].x", l.send, l, "k", { [n] = { x = coroutine.create(function() end) } })
end
