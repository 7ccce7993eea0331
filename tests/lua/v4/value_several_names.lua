-- A table that has several names goes by the shortest, and by the first of those in the alphabet.
-- api: 4
local T = require "testing"
zz, ab, aa, longer = {}, nil, nil, nil
aa, ab, longer = zz, zz, {zz}
local lanes = require "lanes".configure{on_state_create = function()
  for _, name in ipairs{"zz", "ab", "aa"} do _G[name] = {name = name} end
  longer = {{name = "longer"}}
end}

local l = lanes.linda()
for _ = 1, 10 do
  l:set("k", zz)
  T.equal(lanes.gen("*", function(l) return select(2, l:receive(0, "k")).name end)(l)[1], "aa")
end
l:set("k", zz)
T.ok(rawequal(select(2, l:receive(0, "k")), aa))
