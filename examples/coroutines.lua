-- Coroutines inside lanes: each lane runs several tasks that take turns, and the lanes run at the same time.
--
-- It shows that the two go together: a coroutine stays inside its lane and costs next to nothing, a lane is a thread and
-- uses another processor. The scheduler below asks a linda for work with a timeout of 0 while it has tasks to run, and
-- waits for work when it has none.

local lanes = require "lanes".configure()

local LANES, TASKS = 2, 20
local linda = lanes.linda("tasks")

-- The body of a lane: takes task numbers from the linda, runs all that it has in turns, and sends each result back.
local function scheduler()
  -- A task: adds up 1 to n, and lets the others have a turn after each step.
  local function task(n)
    local sum = 0
    for i = 1, n do
      sum = sum + i
      coroutine.yield()
    end
    return sum
  end

  local running, most, open = {}, 0, true
  while open or #running > 0 do
    -- At most four tasks at a time, so that the other lane gets some too.
    if open and #running < 4 then
      local key, n = linda:receive(#running == 0 and 10 or 0, "task")
      if n then
        running[#running + 1] = { n = n, coroutine = coroutine.create(task) }
        if #running > most then most = #running end
      elseif key then -- `false`: there are no more
        open = false
      end
    end
    for i = #running, 1, -1 do
      local one = running[i]
      local ok, sum = coroutine.resume(one.coroutine, one.n)
      if not ok then error(sum) end
      if coroutine.status(one.coroutine) == "dead" then
        linda:send("result", { n = one.n, sum = sum })
        table.remove(running, i)
      end
    end
  end
  return most
end

for n = 1, TASKS do linda:send("task", n * 10) end
local handles, start = {}, lanes.gen("*", scheduler)
for i = 1, LANES do
  handles[i] = start()
  linda:send("task", false)
end

local results = 0
for _ = 1, TASKS do
  local _, result = linda:receive(20, "result")
  assert(result.sum == result.n * (result.n + 1) / 2, "wrong sum for " .. result.n)
  results = results + 1
end
local most = 0
for i = 1, LANES do most = math.max(most, handles[i][1]) end
assert(most > 1, "no tasks took turns")
print(results .. " tasks took turns in " .. LANES .. " lanes")
