-- A C thread goes on when the state has closed that loaded its library (outlives.c): that stays where it is.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
l:limit("k", 1)
local h = lanes.gen("*", function() require "outlives".start(l) end)()
T.equal(select("#", h:join()), 0)
-- The next lane's state is made where that one was: it has been closed.
lanes.gen("*", function() end)():join()
for n = 1, 100 do T.equal(select(2, l:receive("k")), n) end
-- (Only now does this state load it: that would have kept it there.)
require "outlives".wait()
