-- Wrong arguments of genlock and of the lock.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, bad in ipairs { 5, "x", {}, true } do
  T.equal(pcall(lanes.genlock, bad, "k", 1), false)
  T.equal(pcall(lanes.genatomic, bad, "k", 1), false)
end
T.equal(pcall(lanes.genlock), false)
T.equal(pcall(lanes.genlock, l), false)
T.equal(pcall(lanes.genlock, l, {}), false)
T.equal(pcall(lanes.genatomic, l), false)
local lock = lanes.genlock(l, "k", 1)
T.equal(pcall(lock), false)
T.equal(pcall(lock, {}), false)
T.equal(l:count("k"), 0)
T.equal(lock(1, "try"), true)
