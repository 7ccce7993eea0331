-- timeout: 60
-- Odd numbers as timeouts: the call returns at once when it can, and can always be cancelled.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false, on_lane_error = "ignore" }
local V = require "odd_values"
local l = lanes.linda()
for _, n in ipairs(V.numbers()) do
  local ok = pcall(l.send, l, n, "k", 1)
  if ok then T.ok(pcall(l.receive, l, n, "k")) end
  l:set("k")
  l:limit("full", 0)
  for _, f in ipairs {
    function(n) l:receive(n, "never") end,
    function(n) l:send(n, "full", 1) end,
  } do
    local h = lanes.gen("", f)(n)
    h:join(0.02)
    T.equal((h:cancel("hard", 20)), true, tostring(n))
  end
end
