-- The module has exactly the fields of 4.x, and `timer_lane` with timers only.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local want = {}
for name in ([[ABOUT cancel_error collectgarbage configure coro finally gen genatomic genlock linda nameof now_secs null
    register require set_singlethreaded set_thread_affinity set_thread_priority sleep thread_priority_range threads timer
    timers]]):gmatch("%S+") do
  want[name] = type(lanes[name])
  T.ok(lanes[name] ~= nil, name)
end
for name, value in pairs(lanes) do
  T.equal(type(value), want[name], tostring(name))
end
for _, name in ipairs{"author", "copyright", "description", "license"} do
  T.equal(type(lanes.ABOUT[name]), "string")
end
T.equal(lanes.ABOUT.version, "4.0.1")
T.equal(lanes.timer_lane, nil)
