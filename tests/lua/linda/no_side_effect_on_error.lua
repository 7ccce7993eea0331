-- Operations that raise leave the linda unlocked for everybody.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _ = 1, 100 do
  pcall(l.send, l, "k", coroutine.create(function() end))
  pcall(l.set, l, "k", { io.tmpfile() })
  pcall(l.limit, l, "k", {})
end
local h = lanes.gen("", function() l:send("k", 1); return l:count("k") end)()
T.equal(h:join(20), 1)
