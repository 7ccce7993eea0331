-- `gc_cb` of a suspended lane, and of one that was resumed and has ended.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

local seen = {}
local function start(name)
  return lanes.coro("*", {name = name, gc_cb = function(n, how) seen[n] = how end}, function() coroutine.yield(1) end)()
end
do
  local a, b = start("a"), start("b")
  S.reach(a, "suspended")
  b:resume()
  b:join()
  a, b = nil, nil
end
S.collect_until(function() return seen.a and seen.b end)
T.same(seen, {a = "selfdestruct", b = "closed"})
