-- timeout: 120
-- Every linda method with odd arguments. The linda is cancelled, so that nothing can wait for ever.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local V = require "odd_values"
local l = lanes.linda()
l:set("x", 1, 2, 3)
l:cancel()
for _, name in ipairs { "send", "receive", "set", "get", "limit", "count", "dump", "deep" } do
  V.try_method(lanes, l[name], l)
end
T.equal(l:count("x"), 3, "a cancelled linda keeps its data")
V.try_method(lanes, l.cancel, l)
l:cancel("none")
T.equal(select(2, l:receive(0, "x")), 1)
