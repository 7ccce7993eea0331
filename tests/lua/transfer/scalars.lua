-- Scalars cross unchanged: nil, booleans, numbers (inf, nan), strings, light userdata.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local echo = lanes.gen("", function(...) return ... end)
local function trip(v)
  l:send("k", v)
  local _, x = l:receive(0, "k")
  return x, echo(v)[1]
end
for _, v in ipairs { true, false, 0, 1, -1, 1.5, 1e308, 5e-324, 1 / 0, -1 / 0, 2 ^ 53, "", "a", "a\0b\0", "\255\254",
  l.null and lanes.cancel_error, l:deep() } do
  local a, b = trip(v)
  T.equal(a, v)
  T.equal(b, v)
end
local a, b = trip(0 / 0)
T.ok(a ~= a and b ~= b)
a, b = trip(nil)
T.ok(a == nil and b == nil)
local zero = trip(-0.0)
T.equal(1 / zero, 1 / -0.0)
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
all = table.concat(all)
T.equal((trip(all)), all)
