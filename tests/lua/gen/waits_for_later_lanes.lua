-- Lanes of a burst that wait for those made after them: none is queued behind one that waits, though threads of the pool
-- become free meanwhile and take what others were called for.
local T = require "testing"
local lanes = require "lanes".configure()
local linda = lanes.linda()

local short = lanes.gen(function() end)
local patient = lanes.gen(function(linda, mine, next_one)
  local _, value = linda:receive(next_one)
  linda:send(mine, value + 1)
end)

local N = 12
for _ = 1, 20 do
  local handles = {}
  for i = 1, N do
    handles[#handles + 1] = short()
    handles[#handles + 1] = patient(linda, "lane" .. i, "lane" .. i + 1)
  end
  linda:send("lane" .. N + 1, 0)
  for _, handle in ipairs(handles) do
    handle:join()
    T.equal(handle.status, "done")
  end
  local _, hops = linda:receive("lane1")
  T.equal(hops, N)
end
