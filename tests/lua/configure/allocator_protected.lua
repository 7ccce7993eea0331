-- only: lua5.1 lua5.2 lua5.3 lua5.4 lua5.5
-- The "protected" allocator: things still work, from several lanes at once.
local T = require "testing"
local lanes = require "lanes".configure { allocator = "protected" }
local hs = {}
for i = 1, 4 do
  hs[i] = lanes.gen("*", function(n)
    local t = {}
    for k = 1, 20000 do t[k] = { k, tostring(k) } end
    return #t + n
  end)(i)
end
for k = 1, 20000 do hs[-k] = tostring(k) end
for i = 1, 4 do T.equal(hs[i][1], 20000 + i) end
