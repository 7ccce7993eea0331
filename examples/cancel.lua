-- Cancelling lanes, with cleaning up: a lane that works on a temporary file is stopped in the midst of its work.
--
-- It shows the two polite ways for a lane to end early - it asks with cancel_test(), or it waits in a linda and is woken
-- by the request - and set_finalizer, whose function runs however the lane ends.

local lanes = require "lanes".configure()

local linda = lanes.linda("work")

local function exists(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end

-- 1. A lane that waits for data that never come.
local path = os.tmpname()
local waiting = lanes.gen("*", function()
  local file = assert(io.open(path, "w"))
  set_finalizer(function(reason)
    file:close()
    os.remove(path)
    linda:set("reason", reason == require "lanes".cancel_error and "cancelled" or tostring(reason))
  end)
  file:write("half a result")
  linda:send("started", true)
  linda:receive("data that never come") -- a hard cancel wakes it: it raises lanes.cancel_error
end)()
linda:receive(10, "started")
assert(exists(path))
local ended, status = waiting:cancel(10) -- hard, and wait up to ten seconds for the lane to be gone
assert(ended and status == "cancelled", status)
assert(linda:get("reason") == "cancelled")
assert(not exists(path), "the temporary file is still there")
print("the waiting lane was cancelled and has removed its file")

-- 2. A lane that computes, and asks now and then.
local busy = lanes.gen("", function()
  local rounds = 0
  linda:send("started", true)
  repeat rounds = rounds + 1 until cancel_test()
  return "stopped by request", rounds
end)()
linda:receive(10, "started")
ended, status = busy:cancel("soft", 10)
assert(ended and status == "done", status) -- it ended in its own way
assert(busy[1] == "stopped by request" and busy[2] >= 1)
print("the busy lane stopped by itself")
