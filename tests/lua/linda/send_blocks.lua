-- A blocked sender goes on when room is made by receive, by set, by limit.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local function check(make_room)
  l:set("k")
  l:limit("k", 1)
  l:set("k", "first")
  local h = lanes.gen("", function() return l:send("k", "second") end)()
  S.reach(h, "waiting")
  make_room()
  T.equal(h:join(20), true)
  l:limit("k", -1)
end
check(function() l:receive("k") end)
check(function() l:set("k") end)
check(function() l:limit("k", 2) end)
check(function() l:limit("k", -1) end)
