-- Requiring anew in the same state gives a fresh table with the settings of the first call.
local T = require "testing"
local first = require "lanes".configure { with_timers = false, track_lanes = true }
package.loaded["lanes"], package.loaded["lanes.core"] = nil, nil
local second = require "lanes"
T.ok(not rawequal(first, second))
T.equal(type(rawget(second, "gen")), "function", "already configured")
T.equal(second.timer_lane, nil)
T.equal(second.cancel_error, first.cancel_error)
T.raises("timers are not active", function() second.timers() end)
local h = second.gen("", function() return 3 end)()
T.equal(type(second.threads()), "table")
T.equal(h[1], 3)
local l = first.linda()
second.gen("", function() l:send("k", "across") end)()
T.equal(select(2, l:receive(20, "k")), "across")
