-- A coroutine lane is "suspended" at a yield. Its body runs in a coroutine that is not the main one.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

local h = lanes.coro("*", function()
  local co, main = coroutine.running()
  coroutine.yield(co ~= nil and not main)
end)()
S.reach(h, "suspended")
T.equal(h:resume(), true)
h:join()
T.equal(h.status, "done")
