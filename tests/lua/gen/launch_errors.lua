-- Arguments and upvalues that cannot be copied: the generator call raises and no lane exists.
local T = require "testing"
local lanes = require "lanes".configure { track_lanes = true, with_timers = false }
local co = coroutine.create(function() end)
local g = lanes.gen("", function(...) return ... end)
T.raises("tried to copy unsupported types", function() g(co) end)
T.raises("tried to copy unsupported types", function() g(1, co, 2) end)
T.raises("Unable to copy table entry 'arg_1[1]' because of value is of type 'thread'", function() g({ co }) end)
T.raises("can't copy non-deep full userdata across lanes", function() g(io.tmpfile()) end)
T.raises("not found in", function() g(os.getenv) end)
local up = co
T.raises("Cannot copy upvalue type 'thread'", function() lanes.gen("", function() return up end)() end)
up = io.tmpfile()
T.raises("can't copy non-deep full userdata across lanes", function() lanes.gen("", function() return up end)() end)
T.equal(select("#", lanes.threads()), 0, "no lane was left behind")
T.equal(g("fine")[1], "fine")
