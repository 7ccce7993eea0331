-- Timers: a beat that repeats, one that fires once, and a receive that waits for whichever comes first.
--
-- It shows that a timer sets a key of a linda, so that waiting for time and waiting for data are the same thing.

local lanes = require "lanes".configure()

local linda = lanes.linda("clock")
local start = lanes.now_secs()
lanes.timer(linda, "beat", 0.05, 0.05) -- first after 50 ms, then every 50 ms
lanes.timer(linda, "alarm", 0.32) -- once

local beats = 0
while true do
  local key, at = linda:receive(20, "beat", "alarm")
  assert(key, "no timer fired")
  if key == "alarm" then
    assert(at - start >= 0.3, "the alarm came too early")
    break
  end
  beats = beats + 1
end
assert(beats >= 1, "no beat before the alarm")
print(beats .. " beats before the alarm")

lanes.timer(linda, "beat", nil) -- stops it
linda:set("beat") -- drops a beat that was pending
assert(linda:receive(0.2, "beat") == nil, "the stopped timer fired")
for _, timer in ipairs(lanes.timers()) do
  assert(timer[1] ~= linda, "a timer is left")
end
print("all timers are stopped")
