-- Deep userdata in lindas: identity, what the messages count, objects that only a linda holds.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local deep = require "deepsample"
local l = lanes.linda()

local function collect() for _ = 1, 3 do collectgarbage() end end

local d = deep.new(1)
l:send("k", d)
T.equal(d:refcount(), 2)
l:send("k", d, { d, d })
l:set("other", d)
T.equal(d:refcount(), 2, "all messages together are one reference")
for _ = 1, 2 do
  local _, v = l:receive("k")
  T.ok(rawequal(v, d))
end
local _, t = l:receive("k")
T.ok(rawequal(t[1], d) and rawequal(t[2], d))
T.ok(rawequal(l:get("other"), d))
T.ok(rawequal(l:dump().other.fifo[1], d))
T.equal(d:refcount(), 2)
t = nil
l:set("other")
T.equal(d:refcount(), 1)

-- Only the linda has it.
local address = d:address()
l:send("k", d)
d = nil
collect()
T.equal(deep.live(), 1)
local before = deep.finalized()
_, d = l:receive("k")
T.equal(d:get(), 1)
T.equal(d:address(), address)
T.equal(d:refcount(), 1)
T.equal(deep.finalized(), before, "the module's __gc is for the last reference")

-- It goes with the message: deleted without a state that knows the module.
l:send("k", d)
d = nil
collect()
l:set("k")
T.equal(deep.live(), 0)
T.equal(deep.finalized(), before, "deleted by the library: there is no proxy that could be finalized")
-- It goes with the linda.
do local other = lanes.linda() other:send("k", deep.new(), { deep.plain() }) end
collect()
T.equal(deep.live(), 0)

-- Callbacks that fail where nobody can hear them.
for _, what in ipairs { "delete_raises", "delete_pushes", "gc_raises" } do
  l:send("k", deep.bad(what))
  collect()
  l:set("k")
  T.equal(deep.live(), 0)
end

-- A finalizer that sends what is being deleted.
local err
deepsample_gc = function(u) local ok ok, err = pcall(l.send, l, "k", u) end
do local u = deep.bad("gc_sends") end
collect()
T.ok(tostring(err):find("can't copy deep userdata that is being deleted", 1, true), tostring(err))
T.equal(deep.live(), 0)
deepsample_gc = nil

-- A receiver that cannot load the module: its error, the value is consumed, nothing is left.
local h = lanes.gen("", function() local k, v = l:receive("k") end)()
l:send("k", deep.new())
local _, text = h:join()
T.ok(text:find("lanes receiving deep userdata should register the 'package' library", 1, true), text)
h = nil
T.equal(l:count("k"), 0)
-- The lane's thread may still hold something for a moment.
local function settle(f) T.wait_until(function() collect() return f() end, 10, lanes.sleep) end
settle(function() return deep.live() == 0 end)

-- As table keys: the very object again.
d = deep.new()
l:send("k", { [d] = true })
_, t = l:receive("k")
T.ok(t[d])
t = nil

-- Back and forth between lanes, all of them finalizing at their own time.
h = {}
for i = 1, 4 do
  h[i] = lanes.gen("package", function()
    for _ = 1, 200 do
      local _, c = l:receive("ping")
      c:add(1)
      l:send("pong", c)
    end
  end)()
end
d = deep.new(0)
for i = 1, 100 do
  for _ = 1, 8 do l:send("ping", i % 2 == 0 and d or deep.new()) end
  for _ = 1, 8 do l:receive("pong") end
end
for i = 1, 4 do h[i]:join() end
T.equal(d:get(), 400)
settle(function() return d:refcount() == 1 and deep.live() == 1 end)
