-- The fields of the configured module.
local T = require "testing"
local lanes = require "lanes".configure()
for _, name in ipairs { "gen", "genatomic", "genlock", "linda", "nameof", "now_secs", "register", "require",
  "set_singlethreaded", "set_thread_affinity", "set_thread_priority", "sleep", "threads", "timer", "timers" } do
  T.equal(type(lanes[name]), "function", name)
end
T.equal(type(lanes.ABOUT), "table")
T.equal(type(lanes.cancel_error), "userdata")
T.equal(type(lanes.timer_lane), "userdata")
T.equal(lanes.configure, nil)
T.equal(lanes.null, nil)
T.equal(lanes.set_debug_threadname, nil)
T.equal(lanes.no_such_field, nil)
