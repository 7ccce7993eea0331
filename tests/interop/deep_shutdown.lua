-- The main state closes while lindas, handles, packets and running lanes hold deep objects. The check is made by the
-- very last finalizer, in Lua's order: it was made first.
-- expect-stdout: left: 0
local sentinel = newproxy and newproxy(true) or setmetatable({}, {})
local live
getmetatable(sentinel).__gc = function()
  -- The threads of lanes publish their end before they drop the last of what they hold.
  local over = os.time() + 10
  while live() > 0 and os.time() < over do end
  print("left: " .. live())
end
local deep = require "deepsample"
live = deep.live
if _VERSION ~= "Lua 5.1" then setmetatable(sentinel, getmetatable(sentinel)) end
keep = sentinel

local lanes = require "lanes".configure { with_timers = false, shutdown_timeout = 5 }
local l = lanes.linda()
d = deep.new()
l:send("never", d, { deep.new() }, deep.plain())
waiting = lanes.gen("package", function(c) l:receive("nothing") return c end)(deep.new())
finished = lanes.gen("package", function(c) return c, require "deepsample".new() end)(deep.new())
finished:join()
lanes.gen("package", function(c) while not cancel_test() do c:add(1) end end)(d)
