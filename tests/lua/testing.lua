-- What the Lua tests share: `local T = require "testing"`. Plain Lua for all six Luas; knows nothing of lanes.
-- A failed assertion raises an error at the line that made it, so that a test is over at its first failure.

local T = {}

-- "5.1" to "5.5"; LuaJIT says "5.1" too.
T.version = _VERSION:match("%d+%.%d+")
T.isjit = rawget(_G, "jit") ~= nil
-- PUC Lua 5.1, which LuaJIT is not.
T.is51 = T.version == "5.1" and not T.isjit

T.unpack = table.unpack or unpack

-- The arguments and their number: {n = 2, "a", nil}.
function T.pack(...)
  return {n = select("#", ...), ...}
end

-- A value as a failure shows it.
local function show(value)
  if type(value) == "string" then
    return string.format("%q", value)
  end
  return tostring(value)
end
T.show = show

local function fail(level, what, message)
  error((what and what .. ": " or "") .. message, level + 1)
end

-- Fails unless v is true to Lua; returns it.
function T.ok(v, what)
  if not v then
    fail(2, what, "got " .. show(v))
  end
  return v
end

-- Fails unless got == want. Tables are compared by identity: see T.same.
function T.equal(got, want, what)
  if got ~= want then
    fail(2, what, "got " .. show(got) .. ", want " .. show(want))
  end
  return got
end

-- Where and how two values differ, or nil. `seen` holds the pairs under comparison, so that cycles end.
local function difference(got, want, path, seen)
  if got == want or (got ~= got and want ~= want) then
    return nil
  end
  if type(got) ~= "table" or type(want) ~= "table" then
    return path .. " is " .. show(got) .. ", want " .. show(want)
  end
  seen[got] = seen[got] or {}
  if seen[got][want] then
    return nil
  end
  seen[got][want] = true
  for key, value in pairs(want) do
    local found = difference(rawget(got, key), value, path .. "[" .. show(key) .. "]", seen)
    if found then
      return found
    end
  end
  for key, value in pairs(got) do
    if rawget(want, key) == nil then
      return path .. "[" .. show(key) .. "] is " .. show(value) .. ", want nil"
    end
  end
  return nil
end

-- Fails unless the two values are equal, tables by their contents (not their metatables).
function T.same(got, want, what)
  local found = difference(got, want, "value", {})
  if found then
    fail(2, what, found)
  end
  return got
end

-- Fails unless f(...) raises an error whose message contains `text` (plain, no pattern); returns the error.
function T.raises(text, f, ...)
  local results = T.pack(pcall(f, ...))
  if results[1] then
    fail(2, nil, "no error, want one with " .. show(text))
  end
  local err = results[2]
  if not tostring(err):find(text, 1, true) then
    fail(2, nil, "the error is " .. show(err) .. ", want one with " .. show(text))
  end
  return err
end

-- Calls f until it gives a true value, and returns that; fails after `seconds` (10 if not given). `sleep`, called
-- with a number of seconds, is what waits between the calls: pass lanes.sleep. Without it the loop is a busy one.
function T.wait_until(f, seconds, sleep)
  local deadline = os.time() + math.max(1, math.ceil(seconds or 10)) + 1
  local calls = 0
  while true do
    local value = f()
    if value then
      return value
    end
    calls = calls + 1
    if os.time() >= deadline then
      fail(2, nil, "still waiting after " .. calls .. " calls")
    end
    if sleep then
      sleep(0.001)
    end
  end
end

return T
