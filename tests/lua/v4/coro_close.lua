-- only: 5.4+
-- api: 4
-- Ending a suspended lane closes its variables; their error becomes the lane's; closing may take longer than the join.
local T = require "testing"
local lanes = require "lanes".configure{strip_functions = false}

local l = lanes.linda()
local body = [[
local l, what = ...
local v <close> = setmetatable({}, {__close = function(_, err)
  l:send("closed", tostring(err))
  if what == "error" then error("in close", 0) end
  if what == "slow" then l:receive("go") end
end})
coroutine.yield("yielded")
]]
local start = lanes.coro("*", body)
local h = start(l)
T.same({h:join()}, {true, "yielded"})
T.same({l:receive(5, "closed")}, {"closed", "nil"})
h = start(l, "error")
T.same({h:join()}, {nil, "in close"})
T.equal(h.status, "error")
h = start(l, "slow")
T.same({h:join(0.2)}, {nil, "timeout"})
l:send("go", 1)
T.same({h:join()}, {true, "yielded"})
