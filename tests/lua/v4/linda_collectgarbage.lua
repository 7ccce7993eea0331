-- api: 4
-- collectgarbage does nothing that can be seen, and leaves a stopped collector stopped.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.nothing(l.collectgarbage, l)
T.raises("Unexpected extra argument", l.collectgarbage, l, nil)
T.raises("Unexpected extra argument", l.collectgarbage, l, "full")
if _VERSION ~= "Lua 5.1" then
  collectgarbage "stop"
  l:set("k", {})
  l:get "k"
  l:receive(0, "none")
  l:collectgarbage()
  T.equal(collectgarbage "isrunning", false)
  collectgarbage "restart"
end
