-- timeout: 60
-- genlock and genatomic with odd values; locks only with "try", so that none waits.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local V = require "odd_values"
local all = V.all(lanes)
V.try(lanes, lanes.genlock)
V.try(lanes, lanes.genatomic)
local l = lanes.linda()
for i, a in ipairs(all) do
  local ok, lock = pcall(lanes.genlock, l, "k" .. i, a[1])
  if ok and type(lock) == "function" then
    for _, b in ipairs(all) do
      if type(b[1]) ~= "number" or (b[1] > 0 and b[1] < 100) then pcall(lock, b[1], "try") end
      l:set("k" .. i)
    end
  end
  local made, atomic = pcall(lanes.genatomic, l, "a" .. i, a[1])
  if made and type(atomic) == "function" then
    for _, b in ipairs(V.numbers()) do pcall(atomic, b) end
  end
end
local fine = lanes.genlock(l, "fine", 1)
T.equal(fine(1, "try"), true)
