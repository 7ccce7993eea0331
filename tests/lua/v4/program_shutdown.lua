-- A program that ends with all kinds of lanes still there: each stage of the end finds those that it is for, and `finally` may
-- still talk to lindas and start lanes.
-- api: 4
-- timeout: 60
-- expect-stdout: asked softly
-- expect-stdout: caught a hard request
-- expect-stdout: yield returned, soft
-- expect-stdout: finally true 4 cancelled
local S = require "support"
local lanes = require "lanes".configure{shutdown_timeout = 3, with_timers = true}
local l = lanes.linda{name = "left"}

-- Ends when asked.
local polite = lanes.gen("*", function(l)
  local _, why = l:receive("never")
  assert(why == require "lanes".cancel_error and cancel_test() == "soft")
  print "asked softly"
  l:set("polite", true)
end)(l)
-- Ignores soft requests, and stops at a hard one.
local deaf = lanes.gen("*", function(l)
  local function ignore()
    while true do l:receive("never") end
  end
  assert(not pcall(ignore))
  print "caught a hard request"
  l:set("deaf", true)
end)(l)
-- Stands at a yield.
local standing = lanes.coro("*", function(l)
  coroutine.yield()
  print("yield returned, " .. tostring(cancel_test(true)))
  l:set("standing", true)
end)(l)
-- Catches everything, waits for nothing.
local wild = lanes.gen("*", function()
  if jit then jit.off() end
  while true do
    pcall(function() while true do local _ = tostring(1) end end)
  end
end)()
S.reach(polite, "waiting")
S.reach(deaf, "waiting")
S.reach(standing, "suspended")
S.reach(wild, "running")
lanes.timer(l, "beat", 0.001, 0.001)

lanes.finally(function(ended)
  local n = 0
  for _, slot in ipairs{"polite", "deaf", "standing"} do n = n + l:count(slot) end
  n = n + lanes.gen("*", function(l) return l:get("polite") end)(l)[1]
  print("finally " .. tostring(ended) .. " " .. n .. " " .. wild.status)
end)
