-- timeout: 120
-- The operations that never wait, with odd arguments, on a linda that works.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local V = require "odd_values"
local l = lanes.linda()
for _, name in ipairs { "set", "get", "limit", "count", "dump", "deep" } do V.try_method(lanes, l[name], l) end
local all = V.all(lanes)
for _, a in ipairs(all) do
  for _, b in ipairs(all) do
    pcall(l.send, l, 0, a[1], b[1])
    pcall(l.receive, l, 0, a[1], b[1])
    pcall(l.receive, l, 0, l.batched, a[1], b[1])
    pcall(l.receive, l, 0, l.batched, "k", a[1], b[1])
  end
end
l:set("fine", 1)
T.equal(l:get("fine"), 1)
