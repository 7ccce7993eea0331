-- timeout: 20
-- only: lua5.2 lua5.3 lua5.4 lua5.5
-- Lindas, handles and the module used from finalizers while the state closes: no crash, no hang.
local use
guard = setmetatable({}, { __gc = function() use() end }) -- created first, so finalised last
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function() end)()
l:send("k", 1)
function use()
  pcall(l.send, l, "k", 2)
  pcall(l.receive, l, 0, "k")
  pcall(l.dump, l)
  pcall(tostring, l)
  pcall(function() return h.status, h[1] end)
  pcall(function() return h:join(0) end)
  pcall(lanes.linda)
  pcall(lanes.gen("", function() end))
  pcall(lanes.sleep, 0.01)
  pcall(lanes.now_secs)
end
