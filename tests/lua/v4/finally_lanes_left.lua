-- A lane that `finally` leaves running is told to end as well, and so is one that was suspended again.
-- api: 4
local lanes = require "lanes".configure{shutdown_timeout = 5}

lanes.coro("*", function() while true do pcall(coroutine.yield) end end)()
lanes.finally(function(ended)
  assert(ended)
  lanes.gen("*", function() require "lanes".linda():receive("never") end)()
  lanes.coro("*", function() coroutine.yield() end)()
end)
