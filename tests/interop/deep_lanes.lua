-- Deep userdata in lanes: arguments, upvalues, globals, results, errors; one object for all of them.
local T = require "testing"
local deep = require "deepsample"
local early = deep.new(1) -- before there is Lanes
local lanes = require "lanes".configure { with_timers = false }
local d = deep.new(10)

local function collect() for _ = 1, 3 do collectgarbage() end end

-- A lane that has the module.
local h = lanes.gen("package,debug", { required = { "deepsample" }, globals = { global = early } }, function(a, b)
  a:add(1)
  d:add(1)
  global:add(100)
  return a, rawequal(a, b), rawequal(a, d), rawequal(debug.getmetatable(a), require "deepsample".__deepMT)
end)(d, d)
local back, same, upvalue, linked = h:join()
T.ok(rawequal(back, d), "it comes home as it is")
T.ok(same and upvalue and linked)
T.equal(d:get(), 12)
T.equal(early:get(), 101)

-- One that has not: it is loaded there.
T.equal(lanes.gen("package", function(a) return a:add(1), package.loaded.deepsample ~= nil end)(d)[2], true)
T.equal(d:get(), 13)

-- One that cannot load it: an error of the generator call.
T.raises("lanes receiving deep userdata should register the 'package' library", lanes.gen("", function() end), d)
T.raises("error while requiring 'deepsample' identified by idfunc(eOP_module): ",
  lanes.gen("package", { package = { path = "", cpath = "" } }, function() end), d)
-- A kind without a module needs none.
T.equal(lanes.gen("", function(p) return p:get() end)(deep.plain(4))[1], 4)

-- As an error, inside tables, twice in one message, in a cycle.
h = lanes.gen("*", function(t) error(t) end)({ d, { d }, d = d })
local _, err = h:join()
T.ok(rawequal(err[1], d) and rawequal(err[2][1], d) and rawequal(err.d, d))
h = lanes.gen("*", function() error(d) end)()
_, err = h:join()
T.ok(rawequal(err, d))

-- Many lanes count together.
d:set(0)
local hs = {}
for i = 1, 8 do
  hs[i] = lanes.gen("package", function(c) for _ = 1, 1000 do c:add(1) end end)(d)
end
for i = 1, 8 do hs[i]:join() end
T.equal(d:get(), 8000)

-- Made in a lane, and handed out by it.
h = lanes.gen("*", function() return require "deepsample".new(77), require "deepsample".plain(78) end)()
local made, plain = h:join()
T.equal(made:get(), 77)
T.equal(plain:get(), 78)

-- A launch that fails after an object was encoded, results that cannot cross.
T.raises("tried to copy unsupported types", lanes.gen("*", function() end), d, coroutine.create(function() end))
h = lanes.gen("*", function(c) return c, coroutine.create(function() end) end)(d)
T.ok(not pcall(h.join, h))

-- All references come back. The lanes' threads may still hold some for a moment.
local function settle(f) T.wait_until(function() collect() return f() end, 10, lanes.sleep) end
h, hs, err, back, made, plain = nil
settle(function() return early:refcount() == 1 and d:refcount() == 1 end)
d = nil
settle(function() return deep.live() == 1 end)
early = nil
settle(function() return deep.live() == 0 end)
