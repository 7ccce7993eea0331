-- Upvalues are copied at each launch: earlier changes are seen, later ones are not.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local word = "before gen"
local g = lanes.gen("", function()
  l:receive("go")
  return word
end)
word = "first"
local a = g()
word = "second"
local b = g()
word = "third"
l:send("go", 1, 1)
T.equal(a[1], "first")
T.equal(b[1], "second")
