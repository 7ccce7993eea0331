-- require "lanes" in a lane gives the configured table, without timer_lane.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function()
  local lanes = require "lanes"
  local core = require "lanes.core"
  assert(rawequal(lanes, require "lanes"), "the same table each time")
  assert(rawget(lanes, "timer_lane") == nil, "timer_lane")
  assert(lanes.no_such_field == nil)
  assert(_G.lanes == nil and _G["lanes.core"] == nil, "no global")
  assert(lanes.configure == nil or lanes.configure {} == lanes, "configure")
  assert(type(core.linda) == "function")
  for _, name in ipairs { "gen", "genatomic", "genlock", "linda", "nameof", "now_secs", "register", "require",
    "sleep", "threads", "timer", "timers" } do
    assert(type(lanes[name]) == "function", name)
  end
  local l = lanes.linda "inside"
  lanes.sleep(0.001)
  lanes.timer(l, "tick", 0)
  assert(l:receive(20, "tick") == "tick", "timers work in lanes")
  local inner = lanes.gen("", function(x) return x * 2 end)(21)
  return inner[1], lanes.cancel_error, lanes.ABOUT.version
end)()
T.equal(h[1], 42)
T.equal(h[2], lanes.cancel_error)
T.equal(h[3], lanes.ABOUT.version)
