-- Shared upvalue variables become independent, table values in them stay one.
local T = require "testing"
local lanes = require "lanes".configure()
local n, t = 0, {}
local function inc() n = n + 1; t.touched = true; return n end
local function get() return n, t end
local h = lanes.gen("", function(inc, get)
  inc()
  local v, tt = get()
  return inc(), v, tt.touched
end)(inc, get)
T.same({ h:join() }, { 2, 0, true })
T.equal(n, 0)
