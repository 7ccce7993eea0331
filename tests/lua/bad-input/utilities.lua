-- timeout: 60
-- The remaining functions with odd arguments.
local T = require "testing"
local lanes = require "lanes".configure { track_lanes = true }
local core = require "lanes.core"
local V = require "odd_values"
for _, f in ipairs { lanes.nameof, lanes.register, lanes.set_singlethreaded, lanes.now_secs, lanes.threads,
  core.wakeup_conv } do
  V.try(lanes, f)
end
for _, v in ipairs(V.all(lanes)) do pcall(lanes.require, v[1]) end
-- priority and affinity change the thread: in a lane
local h = lanes.gen("*", function()
  local lanes = require "lanes"
  local V = require "odd_values"
  V.try(lanes, lanes.set_thread_priority)
  V.try(lanes, lanes.set_thread_affinity)
  return "alive"
end)()
T.equal(h[1], "alive")
