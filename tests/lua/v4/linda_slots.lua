-- api: 4
-- What can be a slot; 5 and 5.0 are one; lindas come back as the same object.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l, other = lanes.linda(), lanes.linda()
for _, k in ipairs { true, false, 5, 0.5, -0.25, math.huge, "s", ("long"):rep(20), l:deep(), other, l } do
  T.equal(l:send(nil, k, "v"), true)
  local slot, v = l:receive(nil, k)
  T.ok(rawequal(slot, k))
  T.equal(v, "v")
  l:set(k, 1)
  T.equal(l:count(k), 1)
  T.equal(l:count()[k], 1)
  T.equal(l:dump()[k].count, 1)
  l:set(k)
  T.equal(l:count(k), nil)
end
l:set(5, "five")
S.returns({ 1, "five" }, l.get, l, 5.0)
l:set(other, 1)
l:set(l, 2)
local counts = l:count(other, l, "none")
T.same(counts, { [other] = 1, [l] = 1 })
-- In another lane the slot is that lane's proxy.
l:set("which", other)
local h = lanes.gen("*", function(l)
  local _, other = l:get "which"
  local slot = l:receive(0, other)
  return rawequal(slot, other), l:count()[l]
end)(l)
S.results({ true, 1 }, h)
