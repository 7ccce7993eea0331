-- Lindas nested in tables and upvalues keep working and stay one.
local T = require "testing"
local lanes = require "lanes".configure()
local ls = {}
for i = 1, 100 do ls[i] = lanes.linda("l" .. i) end
local h = lanes.gen("", function(all)
  for i = 1, #all do all[i]:send("k", i); if all[i] ~= ls[i] then return i end end
  return "same"
end)(ls)
T.equal(h[1], "same")
for i = 1, 100 do T.equal(ls[i]:get("k"), i) end
