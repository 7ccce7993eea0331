-- api: 4
-- Timers set slots, which may be lindas; the list has a linda, a slot and times for each.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure { with_timers = true }
local l, slot = lanes.linda { name = "timed" }, lanes.linda()
S.nothing(lanes.timer, l, slot, 0.01)
local k, when = l:receive(20, slot)
T.ok(rawequal(k, slot))
T.equal(type(when), "number")
lanes.timer(l, l, 0)
S.returns({ 1, (select(2, l:get(l))) }, l.get, l, l)
lanes.timer(l, "far", 1000, 5)
lanes.timer(l, slot, 2000)
local seen = {}
for _, entry in ipairs(lanes.timers()) do
  T.equal(#entry, 3)
  T.ok(rawequal(entry[1], l))
  seen[entry[2]] = entry[3]
end
T.equal(seen.far[2], 5)
T.equal(seen[slot][2], nil)
T.ok(seen[slot][1] > lanes.now_secs())
lanes.timer(l, "far", nil)
lanes.timer(l, slot, nil)
T.equal(#lanes.timers(), 0)
T.raises("can't use lanes.null as a slot", lanes.timer, l, lanes.null, 1)
T.raises("expecting a Linda", lanes.timer, {}, "k", 1)
