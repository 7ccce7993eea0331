-- Cost against size: `scaling.lua CURVE N`. Each should be flat or linear, without a knee.
-- lanes: N lanes, made and joined N at a time; us a lane          message: strings of N bytes through one thread; MB/s
-- slots: send and receive on N keys of one linda in turn; ns      waiters: round trip beside N lanes blocked on other keys; us
local B = require "bench"
local lanes = B.configure()
local now = B.now
local M = {}

function M.lanes(n)
  local gen = lanes.gen("base", function(a) return a end)
  local function round()
    local hs = {}
    for i = 1, n do hs[i] = gen(i) end
    for i = 1, n do hs[i]:join() end
  end
  round()
  local rounds = math.max(1, math.floor(400 / n))
  local t0 = now()
  for _ = 1, rounds do round() end
  B.emit("lanes", (now() - t0) / (rounds * n) * 1e6, "us/lane")
end

function M.message(n)
  local l, s = B.linda(), ("x"):rep(n)
  local r = B.rate(function(times)
    local t0 = now()
    for _ = 1, times do l:send("s", s); l:receive("s") end
    return now() - t0
  end, 1)
  B.emit("message", r * n / 1e6, "MB/s")
end

function M.slots(n)
  local l = B.linda()
  for i = 1, n do l:send(nil, i, i) end
  local step = 7919 -- visits the keys out of order
  local at = 0
  local r = B.rate(function(times)
    local t0 = now()
    for i = 1, times do
      at = (at + step) % n
      l:send(nil, at + 1, i); l:receive(nil, at + 1)
    end
    return now() - t0
  end)
  B.emit("slots", 1e9 / r, "ns")
end

function M.waiters(n)
  local l, hs = B.linda(), {}
  for i = 1, n do
    hs[i] = lanes.gen(function() l:send("up", 1); l:receive("w" .. i) end)()
  end
  for _ = 1, n do l:receive("up") end
  local gen = lanes.gen(function(times) for _ = 1, times do local _, v = l:receive("ping"); l:send("pong", v) end end)
  local r = B.rate(function(times)
    local h = gen(times + 1)
    l:send("ping", 0); l:receive("pong")
    local t0 = now()
    for i = 1, times do l:send("ping", i); l:receive("pong") end
    local t = now() - t0
    h:join()
    return t
  end, 16)
  B.emit("waiters", 1e6 / r, "us")
  for i = 1, n do l:send("w" .. i, 1); hs[i]:join() end
end

M[arg[1]](assert(tonumber(arg[2])))
