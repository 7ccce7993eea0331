-- waiting: blocked in send, receive and sleep, with and without a timeout; running in between.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("full", 0)
local function check(f)
  local h = lanes.gen("*", f)(l)
  S.reach(h, "waiting")
  T.equal(h:cancel("hard", 20), true)
  T.equal(h.status, "cancelled")
end
check(function(l) l:receive("never") end)
check(function(l) l:receive(600, "never") end)
check(function(l) l:receive(l.batched, "never", 2) end)
check(function(l) l:send("full", 1) end)
check(function(l) l:send(600, "full", 1) end)
check(function() require "lanes".sleep(600) end)
check(function() require "lanes".sleep(-1) end)
