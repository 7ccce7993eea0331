-- Lanes' own functions are the same objects after a round trip, and a lane's in the place of another lane's.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local core = require "lanes.core"
local l = lanes.linda()
local function back(v)
  l:send("k", v)
  return select(2, l:receive("k"))
end
for _, name in ipairs { "now_secs", "linda", "nameof", "register", "sleep", "genlock" } do
  T.ok(back(lanes[name]) == lanes[name], name)
end
T.ok(back(core.lane_new) == core.lane_new)
T.ok(back(l.send) == l.send)
lanes.gen("*", function() l:send("k", cancel_test) end)():join()
T.equal(lanes.gen("*", function() return select(2, l:receive("k")) == cancel_test end)():join(), true)
