-- A waiter that was not woken returns CE when its time runs out.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
l:limit("full", 0)
local h = lanes.gen("", function() return l:send(1, "full", 1) == CE end)()
T.wait_until(function() return h.status == "waiting" or h.status == "done" end, 20, lanes.sleep)
l:cancel("read")
local ended = h:join(20)
if ended == false then
  print("the sender timed out before the cancel; nothing was tested")
else
  T.equal(ended, true)
end
T.ok(S)
