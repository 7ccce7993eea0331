-- timeout: 60
-- linda:cancel while lanes are about to go to sleep is never lost.
local T = require "testing"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
for i = 1, 200 do
  local l = lanes.linda()
  local h = lanes.gen("", function() return l:receive("never") == CE end)()
  for _ = 1, i % 40 * 50 do end
  l:cancel()
  T.equal(h:join(30), true)
end
