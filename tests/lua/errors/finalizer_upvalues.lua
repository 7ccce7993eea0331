-- A finalizer sees its upvalues as they were when the body stopped.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function()
  local step = "start"
  set_finalizer(function() l:set("step", step) end)
  step = "middle"
  error "stops here"
  step = "end"
end)()
h:join()
T.equal(l:get("step"), "middle")
