-- Producers and consumers that are cancelled at any moment: `stress.lua <seconds> <lanes> <seed>`.
-- Nothing is lost, nothing comes twice, the values of one producer under one key come in order, and at the end nothing
-- is alive. In the second half of the time cancels may also be by hook. A hook strikes between any two instructions, so
-- what a consumer has just received and not yet noted goes with it: that much, and no more, may be missing then.
local seconds, count, seed = tonumber((...)) or 5, tonumber((select(2, ...))) or 8, tonumber((select(3, ...))) or 1
math.randomseed(seed)
local lanes = require "lanes".configure { shutdown_timeout = 5 }
local live = require "lanes.core".live_objects
local before = live()

local data, log = lanes.linda "data", lanes.linda "log"
local KEYS, BATCH = { "a", "b", 3, 4.5 }, 8
data:limit("a", 5)
data:limit("b", 50)
data:limit(3, 1000)
data:limit(4.5, 20)
-- What consumers note on the way waits for us. Finalizers use `set`, which a pending request does not refuse.
log:limit("noted", 200)

local function producer(data, log, id, keys, seed, CE)
  math.randomseed(seed)
  local sent = {}
  for k = 1, #keys do sent[k] = 0 end
  set_finalizer(function() log:set("final" .. id, { producer = id, sent = sent }) end)
  while not cancel_test() do
    local k, n = math.random(#keys), math.random(4)
    local values = {}
    for i = 1, n do
      local seq = sent[k] + i
      values[i] = { id, k, seq, ("x"):rep(seq % 60), { seq } }
    end
    if data:send(0.05, keys[k], (unpack or table.unpack)(values)) == true then sent[k] = sent[k] + n end
    if math.random(500) == 1 then collectgarbage() end
  end
end

local function consumer(data, log, id, keys, seed, CE)
  math.randomseed(seed)
  local unpack = unpack or table.unpack
  -- One table that is replaced as a whole, so that a hook finds it either as it was or new.
  local state = { chunk = 1, list = {} }
  set_finalizer(function() log:set("final" .. id, { consumer = id, chunk = state.chunk, list = state.list }) end)
  while not cancel_test() do
    local list = state.list
    if math.random(4) > 1 then
      local key, value = data:receive(0.05, unpack(keys, math.random(#keys)))
      if key ~= nil and key ~= CE then list[#list + 1] = value end
    else
      local got = { data:receive(0.02, data.batched, keys[math.random(#keys)], math.random(2), 8) }
      if got[1] ~= nil and got[1] ~= CE then
        for i = 2, #got do list[#list + 1] = got[i] end
      end
    end
    if #list >= 100 and log:send(0.05, "noted", { consumer = id, chunk = state.chunk, list = list }) == true then
      state = { chunk = state.chunk + 1, list = {} }
    end
    if math.random(500) == 1 then collectgarbage() end
  end
end

-- What has been seen of each producer's values under each key: all up to a number, and some beyond it.
local seen, claims = {}, {}
local last, chunks = {}, {}
local received, hooked, kills, cancels = 0, 0, 0, 0

local function note(who, value)
  local id, k, seq = value[1], value[2], value[3]
  assert(#value[4] == seq % 60 and value[5][1] == seq, "a value has changed")
  local name = id .. "/" .. k
  local mine = who .. "<" .. name
  assert(seq > (last[mine] or 0), "out of order: " .. seq .. " after " .. tostring(last[mine]) .. " in " .. mine)
  last[mine] = seq
  local s = seen[name]
  if not s then
    s = { upto = 0, beyond = {}, max = 0, count = 0 }
    seen[name] = s
  end
  assert(seq > s.upto and not s.beyond[seq], "twice: " .. seq .. " of " .. name)
  s.beyond[seq] = true
  s.count = s.count + 1
  if seq > s.max then s.max = seq end
  while s.beyond[s.upto + 1] do
    s.upto = s.upto + 1
    s.beyond[s.upto] = nil
  end
  received = received + 1
end

local function digest(message)
  if message.producer then
    claims[message.producer] = message.sent
    return
  end
  -- A hook may strike after a chunk was sent and before the consumer knows: then it comes once more.
  local id = message.consumer
  if message.chunk <= (chunks[id] or 0) then return end
  chunks[id] = message.chunk
  for _, value in ipairs(message.list) do note(id, value) end
end

-- Digests what there is now: while lanes note things, and are faster than this, there may be no end.
local function digest_all()
  for _ = 1, log:count "noted" or 0 do
    local key, message = log:receive(0, "noted")
    if not key then return end
    digest(message)
  end
end

local next_id = 0
local gen = { producer = lanes.gen("*", producer), consumer = lanes.gen("*", consumer) }
local function start(kind)
  next_id = next_id + 1
  return { kind = kind, id = next_id, handle = gen[kind](data, log, next_id, KEYS, math.random(2 ^ 30), lanes.cancel_error) }
end

-- Waits for a lane that was cancelled, while it may wait for us to take its notes.
local function finish(lane)
  local deadline = lanes.now_secs() + 60
  while true do
    digest_all()
    local results = { lane.handle:join(0.02) }
    -- Read once: it may change at any moment.
    local status = lane.handle.status
    if status ~= "running" and status ~= "waiting" and status ~= "pending" then
      assert(status == "done" or status == "cancelled" or status == "killed", status .. ": " .. tostring(results[2]))
      digest_all()
      local key, message = log:receive(0, "final" .. lane.id)
      if key then digest(message) end
      return
    end
    assert(lanes.now_secs() < deadline, "a cancelled lane does not end: " .. status)
  end
end

local HOOKS = { "call", "ret", "line", "count" }
local function cancel(lane, with_hooks)
  cancels = cancels + 1
  local n = math.random(with_hooks and 8 or 4)
  if n <= 2 then
    lane.handle:cancel("soft", 0, math.random(2) == 1)
  elseif n == 3 then
    lane.handle:cancel("hard", 0)
  elseif n == 4 then
    if lane.kind == "producer" then
      -- It takes no note of what it sent; only of consumers we need the notes.
      kills = kills + 1
      lane.handle:cancel(0, true)
    else
      lane.handle:cancel()
    end
  else
    if lane.kind == "consumer" then hooked = hooked + 1 end
    lane.handle:cancel(HOOKS[math.random(#HOOKS)], math.random(50), 0)
  end
end

local team = {}
for i = 1, count do team[i] = start(i % 2 == 1 and "producer" or "consumer") end
local begin = lanes.now_secs()
while lanes.now_secs() < begin + seconds do
  digest_all()
  local what = math.random(100)
  if what <= 20 then
    local i = math.random(count)
    cancel(team[i], lanes.now_secs() > begin + seconds / 2)
    finish(team[i])
    team[i] = start(team[i].kind)
  elseif what <= 23 then
    data:cancel(({ "read", "write", "both" })[math.random(3)])
    data:cancel("none")
  elseif what <= 26 then
    data:limit(KEYS[math.random(#KEYS)], 4 + math.random(100))
  elseif what == 27 then
    collectgarbage()
  else
    local key, message = log:receive(0.005, "noted")
    if key then digest(message) end
  end
end

-- Producers first, so that consumers may still take something; what is left then is ours.
for _, kind in ipairs { "producer", "consumer" } do
  for _, lane in ipairs(team) do
    if lane.kind == kind then
      lane.handle:cancel("soft", 0, true)
      finish(lane)
    end
  end
end
digest_all()
while true do
  local key, value = data:receive(0, (unpack or table.unpack)(KEYS))
  if not key then break end
  note("main", value)
end

local missing = 0
for name, s in pairs(seen) do missing = missing + s.max - s.count end
for id, sent in pairs(claims) do
  for k = 1, #KEYS do
    local s = seen[id .. "/" .. k]
    -- A hook may strike between a send and its note.
    if sent[k] > (s and s.max or 0) then missing = missing + sent[k] - (s and s.max or 0) end
  end
end
assert(missing <= hooked * BATCH, "missing: " .. missing .. " with " .. hooked .. " hooks")

team, data, log = nil, nil, nil
local over = lanes.now_secs() + 30
local function as_before()
  collectgarbage()
  local now = live()
  for name, n in pairs(before) do
    if now[name] ~= n then
      assert(lanes.now_secs() < over, "still alive: " .. name .. " " .. now[name] .. " instead of " .. n)
      return false
    end
  end
  return true
end
while not as_before() do lanes.sleep(0.005) end
print(string.format("%d values, %d lanes started, %d cancels (%d kills, %d hooks on consumers), %d missing", received,
  next_id, cancels, kills, hooked, missing))
