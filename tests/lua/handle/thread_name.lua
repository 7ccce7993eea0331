-- get_debug_threadname: the default, the set name, and still after the end and the join.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local plain = lanes.gen("", function() end)()
T.equal(plain:get_debug_threadname(), "<unnamed>")
plain:join()
T.equal(plain:get_debug_threadname(), "<unnamed>")

local h = lanes.gen("", function()
  local n = select("#", set_debug_threadname("a rather long name for a thread"))
  l:send("named", true)
  l:receive("go")
  return n, decoda_name
end)()
l:receive("named")
T.equal(h:get_debug_threadname(), "a rather long name for a thread")
T.raises("too many arguments", h.get_debug_threadname, h, 1)
T.raises("Lane expected", h.get_debug_threadname, 1)
l:send("go", true)
T.equal(h[1], 0)
T.equal(h[2], "a rather long name for a thread")
T.equal(h:get_debug_threadname(), "a rather long name for a thread")
