-- Values go back and forth many times, and many lanes are suspended at once.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local start = lanes.coro("*", function(n)
  for i = 1, n do
    local got = coroutine.yield({i})
    if got ~= -i then error("got " .. tostring(got)) end
  end
  return n
end)
local all = {}
for i = 1, 20 do all[i] = start(50) end
for i = 1, 50 do
  for _, h in ipairs(all) do T.equal(h:resume(-i)[1], i) end
end
for _, h in ipairs(all) do T.same({h:join()}, {true, 50}) end
