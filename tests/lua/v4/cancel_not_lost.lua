-- A request that comes just when its lane is going to wait is not lost, without any wake period. A wait that misses it would
-- never end.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure{linda_wake_period = "never"}
local l = lanes.linda()
l:limit("full", 0)

local bodies = {
  function(l) l:send("there", true) return l:receive("never") end,
  function(l) l:send("there", true) return l:receive_batched("never", 2) end,
  function(l) l:send("there", true) return l:send("full", 1) end,
  function(l) l:send("there", true) return require "lanes".sleep() end,
}
for _, body in ipairs(bodies) do
  local start = lanes.gen("*", body)
  for i = 1, 100 do
    local h = start(l)
    l:receive("there")
    if i % 2 == 0 then
      T.same({h:cancel("soft", 20, true)}, {true, "done"})
      T.same({h:join()}, {true, nil, lanes.cancel_error})
    else
      T.same({h:cancel("hard", 20)}, {true, "cancelled"})
    end
  end
end
