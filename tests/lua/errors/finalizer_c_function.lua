-- C functions can be finalizers.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function()
  set_finalizer(type) -- raises when called without arguments
  set_finalizer(collectgarbage)
end)()
local _, e = h:join()
T.ok(tostring(e):find("bad argument", 1, true), e)
T.equal(h.status, "error")
