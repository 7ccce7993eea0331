-- Timers, which have to be asked for. Their lane is an ordinary handle.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{with_timers = true}

local l = lanes.linda()
T.equal(select("#", lanes.timer(l, "soon", 0.01)), 0)
local key, when = l:receive(10, "soon")
T.equal(key, "soon")
T.ok(math.abs(when - lanes.now_secs()) < 10)
lanes.timer(l, "late", 1000, 5)
local list = lanes.timers()
T.equal(#list, 1)
T.equal(#list[1], 3)
T.equal(list[1][1], l)
T.equal(list[1][2], "late")
T.equal(list[1][3][2], 5)
T.raises("expecting a Linda", lanes.timer, "x", "k", 1)
T.equal(lanes.timer_lane:get_threadname(), "LanesTimer")
T.same({lanes.timer_lane:cancel()}, {true, "cancelled"})
T.same({lanes.timer_lane:join()}, {nil, lanes.cancel_error})
