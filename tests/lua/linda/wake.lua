-- wake(hint): those who wait look again and go on waiting with their deadline; nothing else changes.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.nothing(l.wake, l)
local h = lanes.gen("base", function() return l:receive(60, "k") end)()
S.reach(h, "waiting")
for _, hint in ipairs { "both", "read", "write" } do S.nothing(l.wake, l, hint) end
T.equal(h:join(0.05), nil)
T.raises("unknown wake hint 'none'", l.wake, l, "none")
T.raises("unknown wake hint 'x'", l.wake, l, "x")
T.raises("wrong number of arguments", l.wake, l, "both", 1)
T.equal(pcall(l.wake, l, {}), false)
h:cancel(20)
-- A request that wakes nobody is seen by a waiter that is woken. (By another: that one may still look around.)
h = lanes.gen("base", function() return l:receive(60, "k") end)()
S.reach(h, "waiting")
h:cancel("soft", 0)
T.equal(h:join(0.05), nil)
l:wake("read")
T.equal(select("#", h:join(20)), 1)
