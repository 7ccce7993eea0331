-- A hook-mode or forced cancel that comes before the lane's body has begun is not lost.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local function endless()
  if type(jit) == "table" then jit.off() end -- compiled traces run no hooks
  local function nothing() end
  while true do
    nothing()
  end
end
local spin = lanes.gen("*", endless)
for round = 1, 20 do
  for _, mode in ipairs { "count", "line", "call", "ret" } do
    local h = spin()
    S.returns({ true, "cancelled" }, h.cancel, h, mode, 1, 20)
    S.nothing(h.join, h)
  end
end


-- One that is told to die before it has begun does end: its finalizers do not run, but its state is closed.
local killed = lanes.gen("*", function(l)
  local closes = newproxy and newproxy(true)
  if closes then
    getmetatable(closes).__gc = function() l:set("closed", true) end
  else
    closes = setmetatable({}, { __gc = function() l:set("closed", true) end })
  end
  l:set("closed", false)
  if type(jit) == "table" then jit.off() end
  while true do end
end)
for round = 1, 20 do
  local h = killed(l)
  S.returns({ true, "killed" }, h.cancel, h, true)
  T.wait_until(function() return l:get("closed") ~= false end, 20, lanes.sleep)
end
