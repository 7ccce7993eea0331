-- The arguments of `cancel`, from left to right.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local l = lanes.linda()
local h = lanes.gen("*", function(l) l:receive("go") end)(l)
local function refused(text, ...) T.raises(text, h.cancel, h, ...) end
refused("Invalid cancel operation 'bogus'", "bogus")
for _, mode in ipairs{"call", "ret", "line", "count", "all"} do
  refused("Hook count expected", mode)
  refused("Hook count expected", mode, "1")
  refused("Hook count expected", mode, nil)
  refused("Hook count cannot be < 1", mode, 0)
  refused("Hook count cannot be < 1", mode, 0/0)
end
refused("Duration cannot be < 0", -1)
refused("Duration cannot be < 0", "soft", -1)
refused("Duration cannot be < 0", 0/0)
refused("Boolean expected for wake_lane argument, got function", print)
refused("Boolean expected for wake_lane argument, got table", {})
refused("Boolean expected for wake_lane argument, got number", 1, 1)
refused("Boolean expected for wake_lane argument, got string", "soft", "x")
refused("Boolean expected for wake_lane argument, got nil", 0, nil, true)
refused("Too many arguments", "soft", 0, true, 1)
T.equal(h.status == "cancelled", false)

T.same({h:cancel("soft", 0)}, {false, "timeout"})
-- A hard request that does not wake is found when the lane wakes.
l:send("go", 1)
T.same({h:cancel("hard", nil)}, {true, h.status})
T.same({h:cancel()}, {true, h.status})
