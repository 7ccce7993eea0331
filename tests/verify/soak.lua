-- Many of everything: `soak.lua <lanes> <messages> <keys>`. Memory after the first tenth and at the end is the same.
local lane_count, message_count, key_count = tonumber((...)), tonumber((select(2, ...))), tonumber((select(3, ...)))
local lanes = require "lanes".configure()

local function rss()
  for line in io.lines("/proc/self/status") do
    local kib = line:match("^VmRSS:%s*(%d+)")
    if kib then return tonumber(kib) end
  end
end

-- Runs `step(first, last)` over 1..count in slices; fails if memory grows by more than 4 MiB and a tenth.
local function soak(name, count, slice, step)
  local begin, first = lanes.now_secs(), nil
  local done = 0
  while done < count do
    local n = math.min(slice, count - done)
    step(done + 1, done + n)
    done = done + n
    if not first and done >= count / 10 then
      collectgarbage()
      first = rss()
    end
  end
  collectgarbage()
  local last = rss()
  local took = lanes.now_secs() - begin
  print(string.format("%s: %d in %.1f s, resident %d KiB after a tenth, %d KiB at the end", name, count, took, first, last))
  assert(last <= first * 1.1 + 4096, name .. ": memory grows")
end

local quick = lanes.gen("", function(n) return n end)
soak("lanes", lane_count, 50, function(first, last)
  local handles = {}
  for n = first, last do handles[n] = quick(n) end
  for n = first, last do assert(handles[n]:join() == n) end
end)

local l = lanes.linda()
l:limit("in", 1000)
l:limit("out", 1000)
local echo = lanes.gen("*", function(l, batched)
  while true do
    local got = { l:receive(batched, "in", 1, 100) }
    for i = 2, #got do
      if got[i] == false then return end
    end
    l:send("out", (unpack or table.unpack)(got, 2))
  end
end)(l, l.batched)
local texts = {}
for i = 0, 99 do texts[i] = ("t"):rep(i * 3) end
soak("messages", message_count, 500, function(first, last)
  local kinds = last - first + 1
  for n = first, last do
    if n % 3 == 0 then l:send("in", n) elseif n % 3 == 1 then l:send("in", texts[n % 100]) else l:send("in", { n }) end
  end
  for n = first, last do
    local _, value = l:receive("out")
    if n % 3 == 0 then assert(value == n) elseif n % 3 == 1 then assert(value == texts[n % 100])
    else assert(value[1] == n) end
  end
end)
l:send("in", false)
assert(select("#", echo:join()) == 0)

local k = lanes.linda()
soak("keys", key_count, 1000, function(first, last)
  for n = first, last do
    local key = n % 2 == 0 and n or "a key that is used once and is long " .. n
    k:send(nil, key, n)
    local _, value = k:receive(0, key)
    assert(value == n)
  end
end)
