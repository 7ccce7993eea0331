-- A coroutine lane that is ended at a yield is "running" while its variables are closed and its finalizers run.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{strip_functions = false}

local l = lanes.linda()
local ending = [[
  l:set("ending", true)
  while not select(2, l:get("go")) do end
]]
local function ends(body)
  local h = lanes.coro("*", "local l = ...\n" .. body .. "\ncoroutine.yield('yielded')")(l)
  T.same({h:join(0.05)}, {nil, "timeout"})
  T.same({l:receive(20, "ending")}, {"ending", true})
  T.equal(h.status, "running")
  l:set("go", true)
  T.same({h:join()}, {true, "yielded"})
  T.equal(h.status, "done")
  l:set("go")
end

ends("set_finalizer(function() " .. ending .. " end)")
if T.version >= "5.4" then
  ends("local v <close> = setmetatable({}, {__close = function() " .. ending .. " end})")
end
