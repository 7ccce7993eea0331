-- Arrays long enough to be read without a traversal, in every shape that a table can have: what arrives is what was sent.

local T = require "testing"
local lanes = require "lanes".configure()
local linda = lanes.linda()

local function crosses(what, t)
  linda:send("k", t)
  local _, got = linda:receive(0, "k")
  local seen = 0
  for k, v in pairs(got) do
    T.equal(v, t[k], what .. "[" .. tostring(k) .. "]")
    seen = seen + 1
  end
  for k, v in pairs(t) do
    T.equal(got[k], v, what .. "[" .. tostring(k) .. "]")
    seen = seen - 1
  end
  T.equal(seen, 0, what .. ": fields")
  return got
end

local function filled(from, to, step, t)
  t = t or {}
  for i = from, to, step or 1 do
    t[i] = i * 3
  end
  return t
end

for _, n in ipairs {1, 2, 47, 48, 49, 63, 64, 65, 128, 255, 256, 257, 300, 1000, 1024, 1025, 5000} do
  local got = crosses("appended " .. n, filled(1, n))
  crosses("sent on " .. n, got)
  crosses("backwards " .. n, filled(n, 1, -1))
  crosses("every second first " .. n, filled(2, n, 2, filled(1, n, 2)))
  local mixed = filled(1, n)
  mixed.x, mixed[0], mixed[-1], mixed[n + 7], mixed[0.5], mixed[true] = 1, 2, 3, 4, 5, 6
  crosses("mixed " .. n, mixed)
  local fields_first = {a = 1, b = 2, c = 3}
  crosses("fields first " .. n, filled(1, n, 1, fields_first))
end

-- Holes: an array that is longer than its border, or shorter than its longest run.
for _, hole in ipairs {1, 2, 10, 47, 48, 64, 100, 299, 300} do
  local t = filled(1, 300)
  t[hole] = nil
  crosses("hole at " .. hole, t)
  t.field = "beside it"
  crosses("hole at " .. hole .. " and a field", t)
  t[hole + 1] = nil
  crosses("hole of two at " .. hole, t)
end

-- Shrunk from the end: most of the array is empty.
local shrunk = filled(1, 1000)
for i = 1000, 60, -1 do
  shrunk[i] = nil
  if i % 100 == 0 then
    crosses("shrunk to " .. i, shrunk)
  end
end

-- All of it with elements of every type.
local kinds = {}
for i = 1, 400 do
  local kind = i % 5
  kinds[i] = kind == 0 and i or kind == 1 and i + 0.5 or kind == 2 and "s" .. i or kind == 3 and i % 2 == 0 or lanes.null or 1
end
crosses("kinds", kinds)
local inner = {1}
local tables = {}
for i = 1, 400 do
  tables[i] = i % 2 == 0 and inner or i
end
linda:send("k", tables)
local _, got = linda:receive("k")
T.equal(#got, 400)
for i = 2, 400, 2 do
  T.equal(got[i], got[2], "identity")
end
T.equal(got[2][1], 1)

-- A metatable's functions are not asked.
local guarded = setmetatable(filled(1, 400), {
  __index = function() error "asked" end,
  __len = function() error "asked" end,
  __pairs = function() error "asked" end,
})
linda:send("k", guarded)
_, got = linda:receive("k")
T.equal(rawget(got, 400), 1200)
