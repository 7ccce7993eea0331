-- `lane_threadname` gives the name, or sets it; the parent sees it at once and for ever.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local l = lanes.linda()
local h = lanes.gen("*", function(l)
  local none = select("#", lane_threadname("first"))
  l:send("named", true)
  l:receive("go")
  local first = lane_threadname()
  lane_threadname(5)
  local five = lane_threadname()
  lane_threadname(nil)
  local empty = lane_threadname()
  lane_threadname("last")
  return none, first, five, empty, pcall(lane_threadname, 1, 2), select(2, pcall(lane_threadname, true))
end)(l)
l:receive("named")
T.equal(h:get_threadname(), "first")
l:send("go", true)
T.same({h[1], h[2], h[3], h[4], h[5]}, {0, "first", "5", "", false})
T.equal(h:get_threadname(), "last")
T.raises("too many arguments", h.get_threadname, h, 1)
