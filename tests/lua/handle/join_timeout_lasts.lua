-- A timed join does wait: it does not give up at once.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function() l:receive("never") end)()
local start = lanes.now_secs()
h:join(0.3)
T.ok(lanes.now_secs() - start >= 0.25, "waited")
h:cancel(20)
