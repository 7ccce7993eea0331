-- Hook modes wake a linda wait as well.
local S = require "support"
local lanes = require "lanes".configure()
for _, mode in ipairs { "count", "line", "call", "ret" } do
  local h = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
  S.reach(h, "waiting")
  S.returns({ true, "cancelled" }, h.cancel, h, mode, 100, 20)
end
