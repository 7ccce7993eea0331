-- timers() lists {linda, key, {when, period}}.
local T = require "testing"
local lanes = require "lanes".configure()
T.same(lanes.timers(), {})
local a, b = lanes.linda "a", lanes.linda "b"
local now = lanes.now_secs()
lanes.timer(a, "once", 100)
lanes.timer(b, 5, 200, 3)
T.wait_until(function() return #lanes.timers() == 2 end, 20, lanes.sleep)
for _, t in ipairs(lanes.timers()) do
  T.equal(type(t[3]), "table")
  if t[2] == "once" then
    T.ok(t[1] == a)
    T.ok(t[3][1] >= now + 99 and t[3][1] <= now + 130)
    T.equal(t[3][2], nil)
  else
    T.ok(t[1] == b)
    T.equal(t[2], 5)
    T.ok(t[3][1] >= now + 199 and t[3][1] <= now + 230)
    T.equal(t[3][2], 3)
  end
end
