-- Arguments arrive in their places, nils and trailing nils too.
local T = require "testing"
local lanes = require "lanes".configure()
local g = lanes.gen("", function(...) return select("#", ...), ... end)
local function check(...)
  local want = T.pack(...)
  local got = T.pack(g(...):join())
  T.equal(got[1], want.n, "count in the lane")
  T.equal(got.n, want.n + 1, "count back")
  for i = 1, want.n do T.equal(got[i + 1], want[i], "value " .. i) end
end
check()
check(nil)
check(1, nil, "x", nil, nil)
check(false, true, 1.5, "a\0b", "")
check(T.unpack((function() local t = {} for i = 1, 150 do t[i] = i end return t end)(), 1, 150))
