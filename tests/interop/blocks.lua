-- A C module may use the allocator of a lane's state, beside Lua itself and to the end of what one lane has.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local gen = lanes.gen("*", { required = { "blocks" } }, function(seed)
  local B = require "blocks"
  B.churn(seed, 5000)
  local keep = {}
  for i = 1, 20 do
    keep[i] = { tostring(seed) .. i, ("x"):rep(i * 100) }
    B.churn(seed + i, 1000)
  end
  assert(B.exhaust() == 40000)
  B.churn(seed, 5000)
  for i = 1, 20 do assert(keep[i][1] == tostring(seed) .. i and #keep[i][2] == i * 100) end
  return B.exhaust()
end)
-- Later lanes get the memory of earlier ones.
for round = 1, 3 do
  local hs = {}
  for i = 1, 4 do hs[i] = gen(round * 100 + i) end
  for i = 1, 4 do T.equal(hs[i][1], 40000) end
end
