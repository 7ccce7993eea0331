-- What every lane has as globals, whatever the libraries.
local T = require "testing"
local lanes = require "lanes".configure()
for _, libs in ipairs { "none", "", "*" } do
  local probe = { globals = { cancel_test = "overwritten", mine = "kept" } }
  local function body()
    return cancel_test, set_finalizer, set_debug_threadname, set_error_reporting, decoda_name, mine
  end
  -- Functions cannot come back by name, so the lane only tells what it can call.
  local function calls()
    set_finalizer(function() end)
    set_debug_threadname("n")
    set_error_reporting("basic")
    return cancel_test(), decoda_name, mine
  end
  local h = libs == "none" and lanes.gen(probe, calls)() or lanes.gen(libs, probe, calls)()
  T.equal(h[1], false, libs)
  T.equal(h[2], "n", libs)
  T.equal(h[3], "kept", libs)
  T.ok(body)
end
local named = lanes.gen(function() return decoda_name end)()
T.ok(named[1]:find("Lane #", 1, true) == 1, named[1])
T.equal(lanes.gen({ globals = { decoda_name = "x" } }, function() return decoda_name end)()[1], "x")
