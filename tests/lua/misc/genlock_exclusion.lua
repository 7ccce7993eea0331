-- The lock excludes: lanes that hold it are alone.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local lock = lanes.genlock(l, "lock", 1)
l:set("inside", 0)
l:set("sum", 0)
local function worker(lock)
  local worst = 0
  for _ = 1, 200 do
    lock(1)
    local inside = l:get("inside") + 1
    l:set("inside", inside)
    if inside > worst then worst = inside end
    l:set("sum", l:get("sum") + 1)
    l:set("inside", l:get("inside") - 1)
    lock(-1)
  end
  return worst
end
local hs = {}
for i = 1, 4 do hs[i] = lanes.gen("", worker)(lock) end
for i = 1, 4 do T.equal(hs[i][1], 1) end
T.equal(l:get("sum"), 800)
T.equal(l:count("lock"), 0)
