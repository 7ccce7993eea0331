-- Threads without a Lua state send to lindas, cancel them and wake those who wait.
local T = require "testing"
local S = require "support"
local sender = require "sender"
T.raises("linda expected", sender.feed, 1, "k", 1)
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local OK, TIMEOUT, CANCELLED = 0, 1, 2

-- Values of each type.
T.equal(sender.join(sender.each(l)), OK)
local _, a, b, c, d, e, f, g, h = l:receive(l.batched, "k", 8)
T.equal(a, nil)
T.same({ b, c, d, e, f, g, h }, { true, false, -42, 0.5, "text", "a\0b", "" })
if math.type then T.equal(math.type(d), "integer") end
-- Keys of each type are those of Lua.
T.equal(sender.join(sender.keys(l)), OK)
T.equal(l:get(7), "integer")
T.equal(l:get(8), "integral")
T.equal(l:get(0.5), "number")
T.equal(l:get(true), "boolean")

-- A C thread feeds a loop.
local thread = sender.feed(l, "work", 5000)
local sum = 0
while true do
  local _, v = l:receive("work")
  if v == "done" then break end
  sum = sum + v
end
T.equal(sum, 5000 * 5001 / 2)
T.equal(sender.join(thread), OK)

-- It waits where a limit says so.
l:limit("narrow", 1)
thread = sender.feed(l, "narrow", 100)
for i = 1, 100 do T.equal(select(2, l:receive("narrow")), i) end
T.equal(select(2, l:receive("narrow")), "done")
sender.join(thread)
T.equal(sender.send(l, "narrow", 1, 0), OK)
T.equal(sender.send(l, "narrow", 2, 0), TIMEOUT)
T.equal(sender.send(l, "narrow", 2, 0.01), TIMEOUT)
T.equal(sender.set(l, "narrow", 3), OK)
T.equal(l:get("narrow"), 3)

-- A waiting sender is cancelled with the linda.
thread = sender.feed(l, "narrow", 100)
l:cancel("write")
T.equal(sender.join(thread), CANCELLED)
T.equal(sender.send(l, "narrow", 1, -1), CANCELLED)
T.equal(sender.set(l, "narrow", 1), CANCELLED)
T.equal(sender.cancel(l, 0), OK)

-- A waiting lane is cancelled by C, and reached by what C sends.
local waiting = lanes.gen("*", function() return l:receive("nothing") end)()
S.reach(waiting, "waiting")
T.equal(sender.wake(l, 3), OK)
T.equal(sender.cancel(l, 1), OK)
T.equal(waiting[1], lanes.cancel_error)
sender.cancel(l, 0)
waiting = lanes.gen("*", function() return l:receive("something") end)()
S.reach(waiting, "waiting")
sender.send(l, "something", "sent", 0)
T.equal(waiting[2], "sent")

T.equal(sender.invalid(l), 9)

-- A lane hands its lindas to C as well.
local inner = lanes.gen("*", function()
  local sender = require "sender"
  local own = require "lanes".linda()
  local thread = sender.feed(own, "k", 10)
  local n = 0
  while select(2, own:receive("k")) ~= "done" do n = n + 1 end
  return sender.join(thread), n
end)()
T.equal(inner[1], OK)
T.equal(inner[2], 10)
