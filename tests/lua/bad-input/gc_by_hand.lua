-- __gc called by hand, on the right and on the wrong objects, once and twice: no crash.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l, h = lanes.linda(), lanes.gen("", function() return 1 end)()
h:join()
for _, o in ipairs { l, h } do
  local gc = (debug.getmetatable(o) or {}).__gc
  if type(gc) == "function" then
    for _, v in ipairs { l, h, io.stdout, 5, {}, "x", lanes.cancel_error } do
      pcall(gc, v)
      pcall(gc, v)
    end
    pcall(gc)
  end
end
pcall(l.send, l, "k", 1)
pcall(l.receive, l, 0, "k")
pcall(tostring, l)
pcall(function() return h.status, h[1] end)
pcall(h.join, h, 0)
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
