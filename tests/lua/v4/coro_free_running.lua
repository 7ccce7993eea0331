-- A suspended lane without a handle stays there until the end, when it is woken.
-- api: 4
-- expect-stdout: woken by soft
local lanes = require "lanes".configure { shutdown_timeout = 20 }

local l = lanes.linda()
lanes.coro("*", function(l)
  l:send("there", true)
  coroutine.yield()
  print("woken by " .. cancel_test())
end)(l)
l:receive("there")
collectgarbage()
collectgarbage()
lanes.finally(function(ended) assert(ended) end)
