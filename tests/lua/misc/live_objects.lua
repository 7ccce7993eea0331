-- Everything that is counted goes away again; while it is there, it is counted.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local live = require "lanes.core".live_objects

local function full_collect() collectgarbage() collectgarbage() end
full_collect()
local before = live()
-- A lane stands for the timers.
T.same({ before.universes, before.states, before.lanes, before.packets, before.blocks, before.abandoned },
  { 1, 1, 1, 0, 0, 0 }, "before")

local l = lanes.linda()
T.equal(live().lindas, before.lindas + 1, "a linda")
l:send("k", { 1 }, { 2 })
T.equal(live().packets, 1, "one transmission")
local h = lanes.gen("*", function() l:receive("go") return { 1 } end)()
S.reach(h, "waiting")
T.equal(live().lanes, before.lanes + 1, "a lane")
T.equal(live().states, before.states + 1, "its state")
l:send("go", true)
h:join()
S.collect_until(function() return live().states == before.states end)
T.equal(live().packets, 2, "results that can still be read")

h, l = nil, nil
local function gone()
  local now = live()
  for name, count in pairs(before) do
    if now[name] ~= count then return false end
  end
  return true
end
-- The lane's thread may still hold its last references for a moment after `join`.
T.wait_until(function() full_collect() return gone() end, 10, lanes.sleep)
T.same(live(), before, "after")
