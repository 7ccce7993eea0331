-- A lane that has needed much memory, in blocks of all sizes, gives it back as any state does, and the next ones start afresh.
local T = require "testing"
local lanes = require "lanes".configure()
local gen = lanes.gen("*", function(n)
  local text
  for round = 1, 3 do
    local t = {}
    for i = 1, n do t[i] = { i, tostring(i), { [i] = ("x"):rep(i % 300) } } end
    for i = 1, n do assert(t[i][1] == i and t[i][2] == tostring(i) and #t[i][3][i] == i % 300) end
    text = ("y"):rep(n * round)
    t = nil
    collectgarbage() collectgarbage()
  end
  return collectgarbage("count"), #text
end)
for round = 1, 2 do
  local hs = {}
  for i = 1, 3 do hs[i] = gen(10000 + i) end
  for i = 1, 3 do
    T.ok(hs[i][1] < 1000, "kilobytes in use at the end")
    T.equal(hs[i][2], 3 * (10000 + i))
  end
end
