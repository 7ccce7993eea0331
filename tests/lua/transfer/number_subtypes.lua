-- only: lua5.3 lua5.4 lua5.5
-- Integers stay integers and floats stay floats.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, v in ipairs { 1, 1.0, 0, 0.0, math.maxinteger, math.mininteger, 2.0 ^ 63, 2 ^ 31, 1 << 62 } do
  l:send("k", v, { v }, { [v] = true })
  local _, a = l:receive("k")
  local _, b = l:receive("k")
  local _, c = l:receive("k")
  T.equal(a, v)
  T.equal(math.type(a), math.type(v))
  T.equal(math.type(b[1]), math.type(v))
  T.equal(c[v], true)
end
