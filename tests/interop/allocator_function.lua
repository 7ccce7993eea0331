-- An allocator function: it is called for each new lane's state, and all that the lane uses comes from it.
local T = require "testing"
local S = require "support"
local A = require "allocators"
local lanes = require "lanes".configure { allocator = A.counting, with_timers = false }
T.equal(A.calls(), 1, "once to see what it returns")
T.equal(A.hint(), "no hint")
T.equal(A.used(), 0)

local l = lanes.linda()
local h = lanes.gen("*", function()
  local t = {}
  for i = 1, 1000 do t[i] = { i } end
  l:send("full", true)
  l:receive("go")
  return #t
end)()
l:receive("full")
T.equal(A.calls(), 2)
T.ok(A.used() > 20000, "the lane's tables are in there")
l:send("go", true)
T.equal(h[1], 1000)
T.equal(A.used(), 0, "the state is closed when join returns")

-- Many at once, and lanes of lanes: the function is called in the state that makes the lane.
local hs = {}
for i = 1, 8 do
  hs[i] = lanes.gen("*", function(n)
    local lanes = require "lanes"
    return lanes.gen("*", function(m) return (("x"):rep(10000)):len() + m end)(n)[1]
  end)(i)
end
for i = 1, 8 do T.equal(hs[i][1], 10000 + i) end
T.equal(A.calls(), 18)
T.equal(A.used(), 0)
-- Errors at launch leave nothing.
T.raises("Bad library name: nonsense", lanes.gen, "nonsense", function() end)
T.raises("", lanes.gen("*", { required = { "no such module" } }, function() end))
T.equal(A.used(), 0)
