-- What things cost in memory: `memory.lua METRIC`; bytes each, from the resident size of the process.
-- idle_linda: a linda that nobody uses   slot: a key with a limit   queued_integer, queued_text: a small message that waits
-- queued_million: MB for a queue of 1,000,000 integers            blocked_lane: a lane asleep in receive (kB)
local B = require "bench"
local lanes = B.configure()
local M = {}

-- What `n` of them cost: `make(i)` makes one. The first hundred only warm up.
local function each(n, make)
  for i = -100, 0 do make(i) end
  collectgarbage() collectgarbage()
  local before = B.rss_kb()
  for i = 1, n do make(i) end
  collectgarbage() collectgarbage()
  return (B.rss_kb() - before) * 1024 / n
end

function M.idle_linda()
  local keep = {}
  for i = 1, 100000 do keep[i] = false end
  B.emit("memory_idle_linda", each(100000, function(i) keep[i] = lanes.linda() end), "bytes")
end

function M.slot()
  local l = B.linda()
  B.emit("memory_slot", each(100000, function(i) l:limit(i, 8) end), "bytes")
end

function M.queued_integer()
  local l = B.linda()
  B.emit("memory_queued_integer", each(1000000, function(i) l:send("q", i) end), "bytes")
end

function M.queued_text()
  local l = B.linda()
  B.emit("memory_queued_text", each(1000000, function() l:send("q", "a short string") end), "bytes")
end

function M.queued_million()
  local l = B.linda()
  local before = B.rss_kb()
  for i = 1, 1000000 do l:send("q", i) end
  B.emit("memory_queued_million", (B.rss_kb() - before) / 1024, "MB")
end

function M.blocked_lane()
  local l, keep = B.linda(), {}
  local gen = lanes.gen(function() l:send("up", 1); l:receive("stop") end)
  local bytes = each(500, function(i) keep[#keep + 1] = gen(); l:receive("up") end)
  B.emit("memory_blocked_lane", bytes / 1024, "kB")
  for _ = 1, #keep do l:send("stop", 1) end
  for _, h in ipairs(keep) do h:join() end
end

B.main(M, { "idle_linda", "slot", "queued_integer", "queued_text", "queued_million", "blocked_lane" })
