-- A finalizer registered while finalizers run is not called.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function()
  set_finalizer(function()
    pcall(set_finalizer, function() l:set("late", true) end)
    l:set("first", true)
  end)
end)()
h:join()
T.equal(l:get("first"), true)
T.equal(l:count("late"), nil)
