-- An error in gc_cb surfaces like that of any __gc, and does no harm.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local called = false
do
  local h = lanes.gen("", { gc_cb = function() called = true; error "in gc_cb" end }, function() end)()
  h:join()
  h = nil
end
for _ = 1, 20 do
  if called then break end
  pcall(collectgarbage)
end
T.equal(called, true)
T.ok(S)
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
