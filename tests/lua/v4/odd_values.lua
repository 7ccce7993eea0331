-- Everything that takes arguments, with odd ones: errors or results, never a crash or a wait. Lindas are cancelled, so that
-- nothing can wait for ever on them.
-- api: 4
-- timeout: 120
local T = require "testing"
local V = require "odd_values"
local lanes = require "lanes".configure{shutdown_timeout = 5}

local function cancelled()
  local l = lanes.linda()
  l:cancel()
  return l
end
local odd = setmetatable({linda = cancelled}, {__index = lanes})

local l = lanes.linda()
l:set("x", 1, 2, 3)
l:cancel()
for _, name in ipairs{"send", "receive", "receive_batched", "set", "get", "limit", "restrict", "count", "dump", "deep",
    "collectgarbage", "wake"} do
  V.try_method(odd, l[name], l)
end
T.equal(l:count("x"), 3)
V.try_method(odd, l.cancel, l)
for _, value in ipairs(V.all(odd)) do
  pcall(function() return l[value[1]] end)
  pcall(lanes.linda, {name = value[1], group = value[1], wake_period = value[1], close_handler = value[1]})
  for _, field in ipairs{"name", "group", "wake_period", "close_handler"} do pcall(lanes.linda, {[field] = value[1]}) end
  pcall(lanes.set_thread_priority, value[1], "no scale")
end
l:cancel("none")
T.same({l:receive(0, "x")}, {"x", 1})

-- Handles: of a lane that has ended, and of one that stands at a yield.
local done = lanes.gen("", "return 1")()
done:join()
for _, name in ipairs{"join", "cancel", "resume", "get_threadname"} do V.try_method(odd, done[name], done) end
T.same({done:join()}, {true, 1})
local standing = lanes.coro("*", "while true do coroutine.yield() end")()
for _, value in ipairs(V.all(odd)) do
  pcall(standing.resume, standing, value[1], value[1])
  pcall(standing.cancel, standing, "soft", value[1])
  pcall(function() return done[value[1]] end)
end
T.same({standing:join()}, {true})

for _, f in ipairs{lanes.nameof, lanes.register, lanes.require, lanes.genlock, lanes.genatomic, lanes.timer, lanes.timers, lanes.threads,
    lanes.thread_priority_range, lanes.collectgarbage, lanes.finally, lanes.configure, lanes.gen, lanes.coro} do
  V.try(odd, f)
end
lanes.finally()

-- The functions that lanes have.
local h = lanes.gen("*", function()
  local V, lanes = require "odd_values", require "lanes"
  for _, f in ipairs{cancel_test, lane_threadname} do V.try(lanes, f) end
  for _, value in ipairs(V.all(lanes)) do
    if type(value[1]) ~= "function" then pcall(set_finalizer, value[1]) end
    pcall(set_finalizer, function() end, value[1])
  end
  return "alive"
end)()
T.equal(h[1], "alive")
