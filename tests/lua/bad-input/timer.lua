-- timeout: 60
-- timer with odd values; afterwards the service still works.
local T = require "testing"
local lanes = require "lanes".configure()
local V = require "odd_values"
local all = V.all(lanes)
local l = lanes.linda()
V.try(lanes, lanes.timer)
for i, a in ipairs(all) do
  pcall(lanes.timer, l, a[1], 1000)
  pcall(lanes.timer, l, a[1], nil)
  pcall(lanes.timer, l, "k", a[1])
  pcall(lanes.timer, l, "k", 1000, a[1])
  pcall(lanes.timer, l, "k", 0, a[1])
  pcall(lanes.timer, l, "k", { year = a[1], month = 1, day = 1 })
  pcall(lanes.timer, l, "k", { year = 2020, month = a[1], day = all[i % #all + 1][1], hour = a[1], isdst = a[1] })
  pcall(lanes.timers, a[1])
  lanes.timer(l, "k", nil)
end
lanes.timer(l, "fine", 0.01)
T.ok(l:receive(20, "fine"))
T.equal(type(lanes.timers()), "table")
