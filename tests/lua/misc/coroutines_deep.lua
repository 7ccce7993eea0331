-- only: 5.1+
-- Coroutines that resume coroutines without end are an error in lanes, as they are elsewhere, and no overflow of the stack.
-- (LuaJIT has no limit for this, in lanes or elsewhere: its own functions overflow the stack.)
local T = require "testing"
local lanes = require "lanes".configure()

-- Each gives the error that ends it.
local function wrapped()
  local function again() return coroutine.wrap(again)() end
  return select(2, pcall(again))
end
local function resumed()
  local function again()
    local _, e = coroutine.resume(coroutine.create(again))
    return e
  end
  return again()
end
local function with_calls()
  local function again() return select(2, pcall(coroutine.wrap(function() return again() end))) end
  return again()
end
local function yielding()
  local function again()
    local co = coroutine.wrap(function() coroutine.yield() return again() end)
    co()
    return co()
  end
  return select(2, pcall(again))
end

for name, f in pairs {wrapped = wrapped, resumed = resumed, with_calls = with_calls, yielding = yielding} do
  for kind, start in pairs {gen = lanes.gen("*", f), coro = lanes.coro("*", f)} do
    local e = start()[1]
    T.ok(tostring(e):find("overflow", 1, true), name .. " in " .. kind .. ": " .. tostring(e))
  end
end
