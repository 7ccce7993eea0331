-- api: 4
-- Locks with one token and with several answer alike: true, false when a try fails, cancel_error.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
for _, n in ipairs { 1, 3 } do
  local l = lanes.linda()
  local lock = lanes.genlock(l, "lock", n)
  S.returns({ true }, lock, n)
  S.returns({ false }, lock, 1, "try")
  T.equal(l:count "lock", n)
  S.returns({ true }, lock, -n)
  T.equal(l:count "lock", 0)
  S.returns({ true }, lock, 1, "try")
  S.returns({ true }, lock, -1)
  l:cancel()
  S.returns({ CE }, lock, 1)
  S.returns({ CE }, lock, -1)
  T.equal(lanes.genlock(l, "other", n), CE)
end
local l = lanes.linda()
local atomic = lanes.genatomic(l, "a", 5)
T.equal(atomic(), 6)
T.equal(atomic(-0.5), 5.5)
T.equal(lanes.genatomic(l, "b")(), 1)
l:cancel()
S.returns({ CE }, atomic)
T.equal(lanes.genatomic(l, "c"), CE)
-- Both work in lanes.
local l = lanes.linda()
local lock, atomic = lanes.genlock(l, "lock", 2), lanes.genatomic(l, "n")
local h = lanes.gen("*", function() lock(2); local n = atomic(3); lock(-2); return n, lock(1, "try") end)()
S.results({ 3, true }, h)
