-- timeout: 60
-- Very many arguments, results, values and keys in one call: an error or success, never a crash.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false, on_lane_error = "ignore" }
local l = lanes.linda()
for _, n in ipairs { 100, 1000, 7000, 100000 } do
  local t = {}
  for i = 1, n do t[i] = i end
  local ok, h = pcall(function() return lanes.gen("", function(...) return ... end)(T.unpack(t, 1, n)) end)
  if ok then pcall(h.join, h) end
  pcall(function() l:send("k", T.unpack(t, 1, n)) end)
  pcall(function() l:set("k", T.unpack(t, 1, n)) end)
  pcall(l.get, l, "k", n)
  pcall(l.receive, l, 0, l.batched, "k", n)
  pcall(function() l:receive(0, T.unpack(t, 1, n)) end)
  pcall(function() l:count(T.unpack(t, 1, n)) end)
  l:set("k")
end
l:set("k", "fine")
T.equal(l:get("k"), "fine")
