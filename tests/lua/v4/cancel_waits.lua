-- `cancel` waits for the end unless it is told how long; a hard request wakes by default, a soft one does not.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

local l = lanes.linda()
local start = lanes.gen("*", function(l) return l:receive("never") end)
local h = start(l)
S.reach(h, "waiting")
T.same({h:cancel()}, {true, "cancelled"})
h = start(l)
S.reach(h, "waiting")
T.same({h:cancel("soft", 0.01)}, {false, "timeout"})
T.same({h:cancel("soft", true)}, {true, "done"})
T.same({h:join()}, {true, nil, lanes.cancel_error})
h = start(l)
S.reach(h, "waiting")
T.same({h:cancel("call", 1, 0, false)}, {false, "timeout"})
T.same({h:cancel("all", 1)}, {true, "cancelled"})
