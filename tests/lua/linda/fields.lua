-- Fields of a linda: methods and two constants; no assignment.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, m in ipairs { "send", "receive", "set", "get", "limit", "count", "dump", "cancel", "deep" } do
  T.equal(type(l[m]), "function", m)
end
T.equal(l.batched, "270e6c9d-280f-4983-8fee-a7ecdda01475")
T.equal(type(l.null), "userdata")
T.equal(getmetatable(l.null), nil)
T.equal(l.null, lanes.linda().null)
T.equal(l.no_such_field, nil)
T.equal(l[1], nil)
T.equal(l[l], nil)
T.equal(pcall(function() l.x = 1 end), false)
T.equal(pcall(function() return #l end), false)
T.equal(pcall(setmetatable, l, {}), false)
