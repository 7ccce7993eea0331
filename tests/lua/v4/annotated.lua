-- A program for 4.x that uses most of the API, for ci/annotations.sh: what is annotated is what works.
local lanes = require "lanes.v4".configure { with_timers = true, track_lanes = true, linda_wake_period = 1 }
local linda = lanes.linda { name = "jobs", group = 0 }
linda:send(1.5, "key", 1, "two", true)
linda:send("key", nil)
local key, value = linda:receive(0, "key", "other")
local outcome = linda:receive_batched("key", 1, 3)
linda:limit("key", 10)
linda:set("key", 1, 2)
local count, first = linda:get("key", 2)
linda:restrict("key", "set/get")
linda:restrict("key", "none")
linda:wake "both"
print(key, value, outcome, count, first, linda:count(), linda.status, linda:dump())
local generator = lanes.gen("*", { name = "worker", gc_cb = function(name, status) assert(name == "worker" and #status > 0) end }, function(n)
  set_finalizer(function(err) assert(err == nil) end)
  lane_threadname("worker")
  if cancel_test() then return nil end
  return n * 2
end)
local handle = generator(4)
print(handle:join(1), handle[1], handle.status, handle:get_threadname())
handle:cancel("soft", 0.1, true)
local coro = lanes.coro("*", function(n) while true do n = coroutine.yield(n) end end)(1)
print(coro:resume(2), coro:join())
local lock = lanes.genlock(linda, "lock", 1)
lock(1)
lock(-1)
local atomic = lanes.genatomic(linda, "n", 0)
print(atomic(1), lanes.now_secs(), lanes.nameof(print), lanes.null, lanes.cancel_error)
lanes.timer(linda, "tick", 1, 1)
lanes.timer(linda, "tick", 0)
lanes.sleep(0)
lanes.finally(function() end)
