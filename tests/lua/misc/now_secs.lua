-- now_secs: the clock of os.time as a float with microseconds; it advances.
local T = require "testing"
local lanes = require "lanes".configure()
local before = os.time()
local now = lanes.now_secs()
local after = os.time()
-- os.time is a whole number, and its clock may be a tick behind.
T.ok(now >= before - 1 and now < after + 2)
lanes.sleep(0.02)
T.ok(lanes.now_secs() > now)
T.equal(require "lanes.core".now_secs() >= now, true)
if math.type then T.equal(math.type(now), "float") end
