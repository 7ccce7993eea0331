-- A pipeline of lanes: each stage takes from one key of a linda and sends to the next.
--
-- It shows limits: a stage that is faster than the next one is held back when the queue between them is full, so that
-- the data in flight stay bounded, however long the input is.

local lanes = require "lanes".configure()

local LIMIT, COUNT = 8, 3000
local linda = lanes.linda("pipeline")
for _, key in ipairs { "numbers", "squares", "lines" } do linda:limit(key, LIMIT) end

-- Starts a stage that applies f to everything from one key and sends it to the other; `false` ends the stream.
local function stage(from, to, f)
  return lanes.gen("string", function()
    while true do
      local _, value = linda:receive(from)
      if value == false then
        linda:send(to, false)
        return
      end
      linda:send(to, f(value))
    end
  end)()
end

local source = lanes.gen("", function()
  for i = 1, COUNT do linda:send("numbers", i) end
  linda:send("numbers", false)
end)()
local stages = {
  stage("numbers", "squares", function(n) return n * n end),
  stage("squares", "lines", function(n) return string.format("%d", n) end),
}

local received, fullest = 0, 0
while true do
  for _, count in pairs(linda:count()) do fullest = math.max(fullest, count) end
  local _, line = linda:receive("lines")
  if line == false then break end
  received = received + 1
  assert(line == string.format("%d", received * received), "out of order: " .. line)
end
source:join()
for _, h in ipairs(stages) do h:join() end
assert(received == COUNT, "lost values")
assert(fullest <= LIMIT, "a queue grew beyond its limit")
print(received .. " values went through in order; no queue ever held more than " .. LIMIT)
