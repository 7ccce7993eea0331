-- How many deep objects are alive, as Lanes counts them: each once, from when it is made until it is deleted.
local T = require "testing"
local deep = require "deepsample"
local early = deep.new(1) -- before there is Lanes
local lanes = require "lanes".configure { with_timers = false }
local core = require "lanes.core"
local l = lanes.linda()

local function alive() return core.live_objects().deep end
local function collect() for _ = 1, 3 do collectgarbage() end end
-- There are so many, by our count and by the module's. The threads of lanes may still hold some for a moment.
local function settle(n, what)
  T.wait_until(function() collect() return alive() == n and deep.live() == n end, 10, lanes.sleep)
  T.equal(alive(), n, what)
end
settle(1, "what the state has when Lanes comes")

-- Made and collected, in one state; finalized by hand, and twice.
local d = deep.new(2)
T.equal(alive(), 2)
local p = deep.plain(3)
T.equal(alive(), 3)
p = nil
settle(2)
do
  local u = deep.new()
  local gc = debug.getmetatable(u).__gc
  gc(u)
  gc(u)
  T.equal(alive(), 2)
end
for n = 1, 100 do deep.new(n) end
settle(2, "addresses that are used again")

-- Kinds that fail: while they are made, and while they are deleted.
for _, what in ipairs { "null", "magic", "new_pushes", "new_raises", "no_metatable", "module_missing" } do
  T.ok(not pcall(deep.bad, what), what)
  T.equal(alive(), 2, what)
end
for _, what in ipairs { "gc_raises", "delete_raises", "delete_pushes" } do
  local u = deep.bad(what)
  T.equal(alive(), 3, what)
  T.ok(not pcall(debug.getmetatable(u).__gc, u), what)
  T.equal(alive(), 2, what)
end

-- In messages: deleted by whoever drops the last one.
l:send("k", d, { d }, early)
T.equal(alive(), 2)
l:set("k")
T.equal(alive(), 2)
l:send("k", deep.new(), { deep.plain() })
collect()
T.equal(alive(), 4)
l:set("k")
T.equal(alive(), 2)

-- In two states at the same time, and then in the other one only.
local holder = lanes.gen("package", function(u)
  l:send("there", true)
  l:receive("end")
  return u:get()
end)
local h = holder(d)
l:receive("there")
T.equal(alive(), 2, "one object")
d = nil
collect()
T.equal(alive(), 2, "the lane has it")
l:send("end", true)
T.equal(h[1], 2)
h = nil
settle(1, "it went with the lane's state")

-- Made in a lane: some go with it, some are its results.
h = lanes.gen("*", function()
  local deep, core = require "deepsample", require "lanes.core"
  kept = { deep.new(), deep.plain() }
  return core.live_objects().deep, deep.new(7)
end)()
T.equal(h[1], 3)
T.equal(h[2]:get(), 7)
h = nil
settle(1)

-- A lane that fails, one that is cancelled while it has some.
h = lanes.gen("package", function(u) error { u } end)(deep.new())
T.ok(not h:join())
h = lanes.gen("package", function(u, v) l:send("there", true) l:receive("never") end)(deep.new(), early)
l:receive("there")
T.ok(h:cancel(10))
h = nil
settle(1)

-- A state whose table is made by a header that does not tell: what it shares is known from then on.
h = lanes.gen("*", function()
  debug.getregistry()["lanes.deep.watch.1"] = nil
  local deep, core = require "deepsample", require "lanes.core"
  local function alive() return core.live_objects().deep end
  local before = alive()
  local u, other = deep.new(8), deep.new(9)
  local made = alive() - before
  l:send("k", u)
  local shared = alive() - before
  deep.new(10)
  u, other = nil, nil
  collectgarbage()
  collectgarbage()
  return made, shared, alive() - before
end)()
T.equal(h[1], 0)
T.equal(h[2], 2, "with all that the state has")
T.equal(h[3], 1, "the linda's")
h = nil
local _, u = l:receive("k")
T.equal(u:get(), 8)
u = nil
settle(1)
-- One that only receives.
h = lanes.gen("*", function()
  debug.getregistry()["lanes.deep.watch.1"] = nil
  local _, u = l:receive("k")
  return u:get()
end)()
l:send("k", deep.new(11))
collect()
T.equal(h[1], 11)
h = nil
settle(1, "deleted by the state that received it")

-- A state without Lanes: nobody counts there.
local code = [[
  package.cpath = ...
  local deep = require "deepsample"
  made = deep.new(4)
  deep.plain(5)
  return deep.live()
]]
T.equal(deep.alone(code, package.cpath), 3)
settle(1)

-- Left to the end of the process, where nothing may be alive (LANES_CHECK_LIVE).
late = deep.new()
l:send("late", deep.new(), late)
lanes.gen("package", function(u) while not cancel_test() do u:add(1) end end)(deep.new())
lanes.gen("package", function(u) l:receive("never") end)(early)
