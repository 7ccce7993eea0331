-- Reading results by number: after success, an error, a cancellation.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local h = lanes.gen("*", function() return "a", nil, "c" end)()
T.same({h[0], h[1], h[2], h[3], h[4], h[-1]}, {3, "a", nil, "c", nil, nil})
local fraction = h[1.5]
T.equal(fraction, T.version >= "5.3" and 3 or "a")

h = lanes.gen("*", function() while not cancel_test() do end end)()
h:cancel()
T.equal(h[0], 2)
T.equal(h[1], nil)
T.equal(h[2], lanes.cancel_error)
T.equal(h[3], nil)
T.equal(h[-1], nil)

h = lanes.gen("*", function() error("bang", 0) end)()
for k = 0, 2 do
  local err = T.raises("bang", function() return h[k] end)
  T.ok(err:find("handle_index.lua:%d+: bang"), err)
end
T.equal(h[3], nil)
T.equal(h[99], nil)
T.equal(h[-1], "bang")
T.equal(h[-77], "bang")
h = lanes.gen("*", {error_trace_level = "basic"}, function() error("bang", 0) end)()
T.raises("bang", function() return h[3] end)
T.equal(h[4], nil)
