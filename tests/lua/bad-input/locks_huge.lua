-- Huge numbers of tokens: false or an error, never a crash.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local lock = lanes.genlock(l, "k", 2)
for _, n in ipairs { 3, 1000, 1e5, 1e7, 1e9, 2 ^ 31, 2 ^ 53, 1e100, 1 / 0 } do
  local ok, got = pcall(lock, n, "try")
  if ok then T.equal(got, false) end
end
pcall(lock, 0 / 0, "try")
T.equal(l:count("k"), 0)
T.equal(lock(2, "try"), true)
