-- Body, arguments and each global are separate transmissions; inside one, identity is kept.
local T = require "testing"
local lanes = require "lanes".configure()
local t = {}
local h = lanes.gen("", { globals = { g = t } }, function(a, b)
  return a == b, a == t, a == g, t == g
end)(t, t)
T.same({ h[1], h[2], h[3], h[4] }, { true, false, false, false })
