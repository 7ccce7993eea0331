-- A killed lane's finalizers are not waited for.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("*", function()
  set_finalizer(function() end)
  l:send("in", true)
  os.execute("sleep 2")
end)()
l:receive(20, "in")
local start = lanes.now_secs()
T.equal(h:cancel(true), true)
T.ok(lanes.now_secs() - start < 1.5, "the kill did not wait for the system call")
T.equal(h.status, "killed")
