-- An error whose value is no string has a stack table too.
local T = require "testing"
local lanes = require "lanes".configure()
for _, v in ipairs { true, 5, { 1 } } do
  local _, _, stack = lanes.gen("", function(v) error(v) end)(v):join()
  T.equal(type(stack), "table")
  T.ok(#stack >= 1)
end
