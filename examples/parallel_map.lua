-- A map over a list that runs in lanes: the results come in the order of the list.
--
-- It shows how a function with its upvalues travels to other lanes, how a linda deals out the work, and how an error in
-- a lane reaches the caller.

local lanes = require "lanes".configure { on_lane_error = "ignore" }

-- {f(list[1]), f(list[2]), ...}, computed by n lanes.
local function parallel_map(f, list, n)
  local linda = lanes.linda("map")
  for i, value in ipairs(list) do linda:send("job", { i, value }) end
  local worker = lanes.gen("*", function()
    local results = {}
    while true do
      local _, job = linda:receive(0, "job") -- all jobs are there already: an empty queue is the end
      if not job then return results end
      results[job[1]] = f(job[2])
    end
  end)
  local workers = {}
  for i = 1, n do workers[i] = worker() end
  local merged = {}
  for i = 1, n do
    for k, v in pairs(workers[i][1]) do merged[k] = v end -- [1] waits, and raises what went wrong in the lane
  end
  return merged
end

-- The number of steps until the Collatz sequence from n reaches 1.
local function collatz(n)
  local steps = 0
  while n ~= 1 do
    if n % 2 == 0 then n = n / 2 else n = 3 * n + 1 end
    steps = steps + 1
  end
  return steps
end

local list = {}
for i = 1, 2000 do list[i] = i end
local got = parallel_map(collatz, list, 4)
for i = 1, #list do assert(got[i] == collatz(i), "wrong result for " .. i) end
print("the longest sequence below 2000 has " .. math.max((table.unpack or unpack)(got)) .. " steps")

local ok, message = pcall(parallel_map, function(x) if x == 3 then error "no threes here" end return x end, { 1, 2, 3 }, 2)
assert(not ok and tostring(message):find("no threes here", 1, true))
print("the error of a lane arrived: no threes here")
