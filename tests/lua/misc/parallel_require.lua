-- Many lanes requiring the same modules at once: require is serialised, nobody hangs.
local T = require "testing"
local lanes = require "lanes".configure()
local g = lanes.gen("*", function()
  return require "fixtures.counted".inner.data, require "fixtures.func"(1), require "lanes" ~= nil
end)
local hs = {}
for i = 1, 20 do hs[i] = g() end
for i = 1, 20 do
  T.equal(hs[i][1], 42)
  T.equal(hs[i][2], 2)
  T.equal(hs[i][3], true)
end
