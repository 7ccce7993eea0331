-- A table is a local date.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local start = os.time()
lanes.timer(l, "soon", os.date("*t", start + 2))
T.ok(l:receive(25, "soon"))
T.ok(os.time() >= start + 1)
local far = os.date("*t", start + 3600)
lanes.timer(l, "far", far)
local function listed()
  local timers = lanes.timers()
  T.equal(#timers, 1)
  return timers[1][3][1]
end
T.equal(listed(), start + 3600)
T.equal(listed(), require "lanes.core".wakeup_conv(far))

-- Also one that nobody will see, where the system knows such dates.
far.year = far.year + 60
local when = require "lanes.core".wakeup_conv(far)
if when > start then
  lanes.timer(l, "far", far, 10)
  T.equal(listed(), when)
end
