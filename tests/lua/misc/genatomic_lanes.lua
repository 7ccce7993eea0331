-- Additions from several lanes are never lost, and every result is seen once.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local add = lanes.genatomic(l, "n", 0)
local hs = {}
for i = 1, 4 do
  hs[i] = lanes.gen("", function()
    local seen = {}
    for k = 1, 250 do seen[k] = add(1) end
    return seen
  end)()
end
local all = {}
for i = 1, 4 do
  for _, v in ipairs(hs[i][1]) do
    T.equal(all[v], nil)
    all[v] = true
  end
end
T.equal(#all, 1000)
T.equal(l:get("n"), 1000)
