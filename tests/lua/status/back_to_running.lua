-- After a wait the lane is running again, then done.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function()
  l:receive("go")
  l:set("woken", true)
  while not l:get("end") do end
end)()
S.reach(h, "waiting")
l:send("go", true)
l:receive(20, "woken")
T.equal(h.status, "running")
l:set("end", true)
S.reach(h, "done")
