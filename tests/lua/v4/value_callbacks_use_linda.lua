-- A clone hook and a finalizer may use the linda that the value is on its way to: nothing is locked while they run.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()

-- The clone hook, when it is sent and when it arrives.
local calls = 0
local u = newproxy and newproxy() or io.tmpfile()
debug.setmetatable(u, {__lanesclone = function()
  calls = calls + 1
  l:set("calls", calls)
  l:receive(0, "nothing")
end})
l:send("k", u)
l:receive("k")
T.ok(calls > 0)
T.same({l:get("calls")}, {1, calls})

-- A finalizer that the sending of garbage sets off.
local finalized = 0
local function garbage()
  local proxy = newproxy and newproxy(true) or setmetatable({}, {})
  local mt = getmetatable(proxy)
  mt.__gc = function()
    finalized = finalized + 1
    l:set("finalized", finalized)
    l:get("k")
  end
  if not newproxy then setmetatable(proxy, mt) end
end
T.wait_until(function()
  garbage()
  l:set("k", {{}, {}, ("x"):rep(1000)}, function() end)
  l:get("k", 2)
  return finalized > 10
end)
T.same({l:get("finalized")}, {1, finalized})
