-- `cancel_test`: false, "soft", and an error for a hard request, unless the argument is true: then it is "hard".
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local function until_asked(query)
  while not cancel_test(query) do end
  return cancel_test(query)
end
local start = lanes.gen("*", until_asked)
local h = start()
T.same({h:cancel("soft")}, {true, "done"})
T.equal(h[1], "soft")
h = start()
T.same({h:cancel("hard")}, {true, "cancelled"})
T.same({h:join()}, {nil, lanes.cancel_error})
h = start(true)
T.same({h:cancel()}, {true, "done"})
T.equal(h[1], "hard")
T.equal(lanes.gen("*", function() return cancel_test() end)()[1], false)
