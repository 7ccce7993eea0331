-- api: 4
-- A wait leaves the collector of its state as it was: stopped if it was stopped, running if it was running.
-- only: lua5.2+
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
collectgarbage "stop"
l:receive(0.01, "none")
l:limit("full", 0)
l:send(0.01, "full", 1)
T.equal(collectgarbage "isrunning", false)
collectgarbage "restart"
l:receive(0.01, "none")
T.equal(collectgarbage "isrunning", true)
local h = lanes.gen("*", function(l)
  collectgarbage "stop"
  l:receive "go"
  return collectgarbage "isrunning"
end)(l)
l:send("go", 1)
T.equal(h[1], false)
