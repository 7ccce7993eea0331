-- `sleep` returns nil and why it has ended; what is no number of seconds is refused.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

T.same(T.pack(lanes.sleep(0)), T.pack(nil, "timeout"))
T.same(T.pack(lanes.sleep(0.01)), T.pack(nil, "timeout"))
for _, bad in ipairs{true, false, {}, "x", "0.01", lanes.null, print} do
  T.raises("duration must be a number", lanes.sleep, bad)
end
T.raises("duration must be >= 0", lanes.sleep, -1)
T.raises("duration must be >= 0", lanes.sleep, 0/0)

local start = lanes.gen("*", function(...) return require "lanes".sleep(...) end)
for _, h in ipairs{start(), start(nil), start(1e20)} do
  S.reach(h, "waiting")
  h:cancel("soft", true)
  T.same(T.pack(h:join()), T.pack(true, nil, lanes.cancel_error))
end
local h = start()
S.reach(h, "waiting")
T.same({h:cancel()}, {true, "cancelled"})
