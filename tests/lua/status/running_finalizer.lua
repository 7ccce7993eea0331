-- The status becomes final only after the finalizers have run.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function()
  set_finalizer(function()
    l:set("in", true)
    while not l:get("end") do end
  end)
end)()
l:receive(20, "in")
T.equal(h.status, "running")
T.equal(select(2, h:join(0)), "timeout")
l:set("end", true)
S.reach(h, "done")
