-- The hottest paths, for counting instructions: `guard.lua PATH N` does one of them N times, in one thread.
package.path = "benches/suite/?.lua;" .. package.path
local P = require "payloads"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local path, n = arg[1], tonumber(arg[2])

local function there_and_back(value)
  return function() l:send("k", value); l:receive("k") end
end
local add, lock = lanes.genatomic(l, "atomic"), lanes.genlock(l, "lock", 1)
local paths = {
  integer = there_and_back(42),
  short_string = there_and_back("a short string"),
  kilobyte = there_and_back(("x"):rep(1024)),
  batch = function() l:send("k", 1, 2, 3, 4, 5, 6, 7, 8); l:receive(nil, l.batched, "k", 8) end,
  set_get = function() l:set("k", 1); l:get("k") end,
  nothing_there = function() l:receive(0, "none") end,
  array = there_and_back(P.table_array()),
  map = there_and_back(P.table_map()),
  objects = there_and_back(P.table_objects()),
  closure = there_and_back(P.func_upvalues()),
  atomic = function() add(1) end,
  lock = function() lock(1); lock(-1) end,
}
local step = assert(paths[path], "no such path")
-- The collector works in steps whose number depends on addresses and seeds.
collectgarbage() collectgarbage "stop"
for _ = 1, n do step() end
