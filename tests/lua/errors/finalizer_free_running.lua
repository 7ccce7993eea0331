-- Finalizers run in free-running lanes too.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local collected = false
do
  local h = lanes.gen("", { gc_cb = function() collected = true end }, function()
    set_finalizer(function() l:send("finalized", true) end)
    l:receive("go")
  end)()
  h = nil
end
S.collect_until(function() return collected end)
l:send("go", true)
T.equal(select(2, l:receive(20, "finalized")), true)
