-- What waiting lanes take from busy ones: `spin.lua busy`. 8 lanes compute, alone and beside 8 lanes that do nothing but wait,
-- a millisecond at a time, for values that never come. busy_alone, busy_beside_waits: steps/s; busy_kept: their ratio.
local B = require "bench"
local lanes = B.configure()
local now = B.now
local M = {}

local function steps(waiters)
  local l, busy, waiting = B.linda(), {}, {}
  for i = 1, 8 do
    busy[i] = lanes.gen("*", function(seconds)
      local now_secs = require "lanes.core".now_secs
      l:receive("go")
      local stop, n = now_secs() + seconds, 0
      while now_secs() < stop do
        for _ = 1, 1000 do n = n + 1 end
      end
      return n
    end)(B.T * 5)
  end
  for i = 1, waiters do
    waiting[i] = lanes.gen("base", function()
      while not l:get("over") do l:receive(0.001, "nothing" .. i) end
    end)()
  end
  local t0 = now()
  l:send("go", 1, 2, 3, 4, 5, 6, 7, 8)
  local sum = 0
  for i = 1, 8 do sum = sum + busy[i][1] end
  local t = now() - t0
  l:set("over", true)
  for i = 1, waiters do waiting[i]:join() end
  return sum / t
end

function M.busy()
  steps(0)
  local alone, beside = steps(0), steps(8)
  B.emit("busy_alone", alone, "steps/s")
  B.emit("busy_beside_waits", beside, "steps/s")
  B.emit("busy_kept", beside / alone, "x")
end

B.main(M, { "busy" })
