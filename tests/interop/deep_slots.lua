-- api: 4
-- Deep userdata as slots of a linda.
local T = require "testing"
local lanes = require "lanes".configure()
local deep = require "deepsample"
local l = lanes.linda()
local d, e = deep.new(1), deep.new(2)
l:send(d, "of d")
l:send(e, "of e")
local slot, v = l:receive(e, d)
T.ok(rawequal(slot, e))
T.equal(v, "of e")
T.equal(l:count()[d], 1)
T.equal(l:dump()[d].fifo[1], "of d")
local h = lanes.gen("*", function(l, d)
  local slot, v = l:receive(0, d)
  return rawequal(slot, d), v
end)(l, d)
T.equal(h[1], true)
T.equal(h[2], "of d")
h = nil
l:set(d)
l:set(e)
collectgarbage()
collectgarbage()
T.equal(d:refcount(), 1, "the linda has forgotten the slot")
