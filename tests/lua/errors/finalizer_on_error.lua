-- On an error finalizers get the live error object and the stack table.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function()
  local object = { "boom" }
  set_finalizer(function(...)
    local e, stack = ...
    l:send("seen", select("#", ...), rawequal(e, object), #stack > 0)
    e[1] = "changed by the finalizer"
  end)
  error(object)
end)()
local _, e, stack = h:join()
T.same({ l:get("seen", 3) }, { 2, true, true })
T.equal(type(stack), "table")
T.equal(type(e), "table")
