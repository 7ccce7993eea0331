-- A process that forks and goes on with Lua in the child: the parent's lanes are dead there, nobody waits for them, not
-- even the end of the state, and what they waited for goes to lanes of the child's own.
local T = require "testing"
local S = require "support"
local F = require "forks"
local lanes = require "lanes".configure { shutdown_timeout = 20 }
local linda = lanes.linda()

-- A lane that waits for a linda, one that does something else, a timer, and a thread that is idle.
local waits = lanes.gen("*", function() return linda:receive("work") end)()
S.reach(waits, "waiting")
local sleeps = lanes.gen("*", function() require "lanes".sleep(1000) end)()
S.reach(sleeps, "waiting")
lanes.timer(linda, "tick", 1000)
T.equal(lanes.gen(function() return 1 end)()[1], 1)
-- A lock that somebody holds in the moment of a fork is locked for ever in the child.
T.wait_until(F.asleep, 20, lanes.sleep)

-- One that ends at once.
local start = lanes.now_secs()
local child = F.fork()
if child == 0 then return end
T.equal(F.wait(child), 0)
T.ok(lanes.now_secs() - start < 15, "the child did not wait for the parent's lanes")

child = F.fork()
if child == 0 then
  T.equal(waits.status, "killed")
  S.returns({ n = 2, nil, "killed" }, sleeps.join, sleeps)
  waits:cancel()
  -- A lane of its own, on the linda on which the parent's sleeps.
  local echo = lanes.gen("*", function() return select(2, linda:receive(10, "work")) end)
  local h = echo()
  S.reach(h, "waiting")
  linda:send("work", "of the child")
  T.equal(h[1], "of the child")
  lanes.timer(linda, "tock", 0.01)
  T.ok(linda:receive(10, "tock"), "a timer of its own")
  return
end

T.equal(F.wait(child), 0)
-- The parent is as it was.
linda:send("work", "of the parent")
S.returns({ "work", "of the parent" }, waits.join, waits)
T.equal(sleeps.status, "waiting")
sleeps:cancel()
T.equal(S.final(sleeps), "cancelled")
