-- Finalizers: last registered first, after the body, before the status is final.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function()
  for i = 1, 5 do set_finalizer(function() l:send("order", i) end) end
  l:send("order", "body")
  return "result"
end)()
T.equal(h[1], "result")
T.same({ l:get("order", 10) }, { "body", 5, 4, 3, 2, 1 })
