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
pcall(function() l:send("k", 1) end)
pcall(function() l:receive(0, "k") end)
pcall(tostring, l)
pcall(function() return h.status, h[1] end)
pcall(function() h:join(0) end)
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
