-- Deep objects that come and go in great number leave nothing behind.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local deep = require "deepsample"
local l = lanes.linda()

local function collect() for _ = 1, 3 do collectgarbage() end end
local function round()
  for n = 1, 2000 do l:send("k", deep.new(n)) end
  for n = 1, 1000 do
    local _, d = l:receive("k")
    T.equal(d:get(), n)
  end
  l:set("k")
  collect()
  T.equal(deep.live(), 0)
  return collectgarbage "count"
end
round()
local first = round()
for _ = 1, 5 do round() end
T.ok(round() < first + 100, "kilobytes")
