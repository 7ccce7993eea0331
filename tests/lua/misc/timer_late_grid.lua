-- A repeating timer whose first time has passed fires at once, and goes on where it would have been by now.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()

-- When the next beat comes, as lanes.timers() lists it.
local function next_beat()
  local timers = lanes.timers()
  T.equal(#timers, 1)
  return timers[1][3][1]
end

-- Every hour, counted from the last midnight.
local date = os.date("*t")
date.hour, date.min, date.sec = 0, 0, 0
local midnight = require "lanes.core".wakeup_conv(date)
local before = lanes.now_secs()
lanes.timer(l, "k", date, 3600)
T.ok(l:receive(20, "k"), "at once")
T.equal((next_beat() - midnight) % 3600, 0, "a full hour")
T.ok(next_beat() > before and next_beat() < lanes.now_secs() + 3600.1)

-- Long ago, and with a period that does not divide an hour.
date = { year = 2001, month = 1, day = 1, hour = 12 }
lanes.timer(l, "k", date, 5000)
T.ok(l:receive(20, "k"), "at once")
T.equal((next_beat() - require "lanes.core".wakeup_conv(date)) % 5000, 0)

-- Seconds ago. A beat of before is missed, not made up for.
before = lanes.now_secs()
lanes.timer(l, "k", -1000, 300)
local after = lanes.now_secs()
T.ok(next_beat() > before + 199.9 and next_beat() < after + 200.1)
T.ok(l:receive(20, "k"), "at once")
T.equal(l:count "k", 0)

-- The beats do come.
lanes.timer(l, "k", -0.01, 0.03)
for _ = 1, 4 do
  T.ok(l:receive(20, "k"))
end
lanes.timer(l, "k", nil)

-- As late as can be.
for _, first in ipairs { -1e300, -math.huge } do
  before = lanes.now_secs()
  lanes.timer(l, "k", first, 100)
  T.ok(l:receive(20, "k"), "at once")
  T.ok(next_beat() >= before - 0.1 and next_beat() <= lanes.now_secs() + 100.1)
end
lanes.timer(l, "k", nil)
