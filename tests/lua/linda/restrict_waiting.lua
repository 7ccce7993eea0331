-- Who waits on a slot that is then restricted to set and get is told so; genlock and genatomic too.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("full", 0)
local r = lanes.gen("base", function() return pcall(l.receive, l, "a", "b") end)()
local s = lanes.gen("base", function() return pcall(l.send, l, "full", 1) end)()
S.reach(r, "waiting")
S.reach(s, "waiting")
l:restrict("b", "set/get")
l:restrict("full", "set/get")
for _, h in ipairs { r, s } do
  local ok, err = h:join()
  T.equal(ok, false)
  T.ok(err:find("Key is restricted", 1, true), err)
end
l:restrict("lock", "set/get")
local lock = lanes.genlock(l, "lock", 1)
T.raises("Key is restricted", lock, 1)
T.raises("Key is restricted", lock, -1)
l:restrict("atomic", "set/get")
T.raises("Key is restricted", lanes.genatomic(l, "atomic"))
l:restrict("queue", "send/receive")
T.raises("Key is restricted", lanes.genatomic, l, "queue")
