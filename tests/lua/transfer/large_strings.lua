-- Strings long enough to be held once among sender, linda and receivers (on 5.5 without a copy), at every path by which they
-- cross: each arrives whole, stays what it is when the others have let go of it, and is garbage like any other.

local T = require "testing"
local lanes = require "lanes".configure()
local linda = lanes.linda()

local function text(n, seed)
  return (("%08d"):format(seed):rep(math.floor(n / 8) + 1)):sub(1, n)
end

local kept = {}
for seed, n in ipairs {16383, 16384, 16385, 65536, 100000, 1048576, 5000000} do
  local s = text(n, seed)
  linda:send("k", s)
  local _, got = linda:receive(0, "k")
  T.ok(got == s, "alone " .. n)
  linda:send("k", {s, [s] = "as a key", nested = {s}})
  _, got = linda:receive(0, "k")
  T.ok(got[1] == s and got[s] == "as a key" and got.nested[1] == s, "in a table " .. n)
  -- A received string goes on as any other.
  linda:send("k", got[1])
  _, got = linda:receive(0, "k")
  T.ok(got == s and #got == n, "sent on " .. n)
  T.ok((got .. "x"):sub(1, n) == s, "joined " .. n)
  kept[seed] = got
end
-- Held once: both copies are whole while the other goes.
linda:set("k", text(200000, 77))
local one, two = linda:get("k"), linda:get("k")
linda:set("k")
T.ok(one == two and one == text(200000, 77))
one = nil
collectgarbage() collectgarbage()
T.ok(two == text(200000, 77))

-- Other strings pass meanwhile; what is kept does not change.
for i = 1, 60 do
  linda:send("k", text(16384 + i * 5000, i + 100))
  local _, got = linda:receive(0, "k")
  T.ok(got == text(16384 + i * 5000, i + 100))
end
for seed, n in ipairs {16383, 16384, 16385, 65536, 100000, 1048576, 5000000} do
  T.ok(kept[seed] == text(n, seed), "kept " .. n)
end

-- From a lane that is gone, as argument, upvalue and result.
local up = text(300000, 9)
local h = lanes.gen("string", function(a) return up == a, a, up end)(up)
local same, a, b = h[1], h[2], h[3]
T.ok(same and a == up and b == up)
h = nil
collectgarbage() collectgarbage()
T.ok(a == up)

-- Garbage is collected as it comes: a thousand megabytes pass, and never stay.
local function resident()
  local file = io.open "/proc/self/status"
  local kb = file and tonumber(file:read "*a":match "VmRSS:%s*(%d+)")
  if file then file:close() end
  return kb or 0
end
local big = text(1048576, 5)
local before = resident()
for _ = 1, 1000 do
  linda:send("k", big)
  local _, got = linda:receive(0, "k")
  T.ok(#got == #big)
end
T.ok(resident() - before < 200 * 1024, "resident kB: " .. resident() - before)
