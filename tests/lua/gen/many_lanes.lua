-- Many lanes alive at once.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local g = lanes.gen("", function(i)
  l:receive("go")
  return i
end)
local hs = {}
for i = 1, 200 do hs[i] = g(i) end
for i = 1, 200 do l:send("go", i) end
for i = 1, 200 do T.equal(hs[i][1], i) end
