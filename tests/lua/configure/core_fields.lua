-- The fields of lanes.core after configuration.
local T = require "testing"
local lanes = require "lanes".configure { track_lanes = true }
local core = require "lanes.core"
for _, name in ipairs { "lane_new", "linda", "nameof", "now_secs", "register", "require", "set_singlethreaded",
  "set_thread_affinity", "set_thread_priority", "wakeup_conv", "threads" } do
  T.equal(type(core[name]), "function", name)
end
T.equal(core.cancel_error, lanes.cancel_error)
T.equal(type(core.max_prio), "number")
T.equal(type(core.version), "string")
T.equal(tostring(core.timer_gateway), "Linda: lanes-timer")
T.equal(core.configure, nil)
