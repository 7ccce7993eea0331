-- A deep table as an argument and as a result.
local T = require "testing"
local lanes = require "lanes".configure()
local t = "bottom"
for _ = 1, 100000 do t = { next = t } end
local h = lanes.gen("", function(t)
  local n = 0
  local x = t
  while type(x) == "table" do x, n = x.next, n + 1 end
  return n, t
end)(t)
T.equal(h[1], 100000)
local n, x = 0, h[2]
while type(x) == "table" do x, n = x.next, n + 1 end
T.equal(n, 100000)
