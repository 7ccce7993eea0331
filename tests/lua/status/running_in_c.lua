-- A lane inside a join of another lane or a system call is running.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local outer = lanes.gen("*", function()
  local inner = require "lanes".gen("", function() l:send("inner", true); l:receive("go") end)()
  inner:join()
end)()
l:receive("inner")
T.equal(outer.status, "running")
l:send("go", true)
S.reach(outer, "done")
