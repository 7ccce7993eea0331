-- A lane that is in the middle of its end, in a finalizer that waits, is no reason to wait for ever at the end of the program.
-- api: 4
-- expect-stdout: finally true
local T = require "testing"
local lanes = require "lanes".configure{shutdown_timeout = 5}

local l = lanes.linda()
local h = lanes.coro("*", function(l)
  set_finalizer(function()
    l:set("closing", true)
    l:receive("never")
  end)
  coroutine.yield("yielded")
end)(l)
T.same({h:join(0.05)}, {nil, "timeout"})
l:receive("closing")
lanes.finally(function(ended) print("finally " .. tostring(ended)) end)
