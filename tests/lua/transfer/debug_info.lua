-- Debug information survives: source, lines, upvalue and local names, number of upvalues.
local T = require "testing"
local lanes = require "lanes".configure()
local alpha, beta = 1, 2
local function f(x)
  local y = x
  return alpha + beta + y
end
local want = debug.getinfo(f, "Su")
local up = debug.getupvalue(f, 1)
local h = lanes.gen("*", function(f)
  local i = debug.getinfo(f, "Su")
  return i.source, i.linedefined, i.lastlinedefined, i.nups, (debug.getupvalue(f, 1))
end)(f)
T.same({ h:join() }, { want.source, want.linedefined, want.lastlinedefined, want.nups, up })
T.ok(want.source:find("debug_info.lua", 1, true))
