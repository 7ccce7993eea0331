-- Clones cross in arguments, upvalues, globals and results, each with the metatable that the state has.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local mt = { field = "kept" }
function mt.__lanesclone(...) if select("#", ...) == 0 then return 40 end end
local u = newproxy and newproxy() or io.tmpfile()
debug.setmetatable(u, mt)

local h = lanes.gen("debug", { globals = { g = u } }, function(a, b, t)
  local mt = debug.getmetatable(a)
  local same = debug.getmetatable(b) == mt and debug.getmetatable(t.x) == mt and debug.getmetatable(g) == mt
    and debug.getmetatable(u) == mt
  return mt.field, same, a ~= b and b ~= t.x, a, g
end)(u, u, { x = u })
local field, same, different, a, g = h:join()
T.equal(field, "kept")
T.ok(same, "one metatable a state")
T.ok(different, "a userdata that is sent twice arrives as two")
T.ok(rawequal(debug.getmetatable(a), mt) and rawequal(debug.getmetatable(g), mt), "the metatable comes home")
T.ok(a ~= g and a ~= u)

-- __lanesignore goes before it, demotion after it; keys are cloned too.
local l = lanes.linda()
l:send("k", { [u] = 1, kept = 2 })
local _, t = l:receive("k")
T.equal(t.kept, 2)
t.kept = nil
T.equal(type(next(t)), "userdata")
T.equal(t[next(t)], 1)
mt.__lanesignore = true
l:send("k", u)
T.equal(select(2, l:receive("k")), nil)

-- A metamethod that fails in the lane that is to be: an error of the generator call, and no lane.
local bad = { __lanesclone = function(...)
  if decoda_name then error("failed over there", 0) end
  if select("#", ...) == 0 then return 8 end
end }
local v = newproxy and newproxy() or io.tmpfile()
debug.setmetatable(v, bad)
T.raises("failed over there", lanes.gen("", function() end), v)
T.raises("failed over there", lanes.gen("", { globals = { v = v } }, function() end))
T.raises("failed over there", lanes.gen("", function() return v end))
