-- In every hook mode a lane that catches what the hook raises is interrupted again, in coroutines and coroutine lanes too,
-- until it ends.
-- api: 4
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()

local function stubborn(inside)
  if jit then jit.off() end
  local function f() return tostring(1) .. "x" end
  local function loop() while true do local _ = f() end end
  local function again() while true do pcall(loop) end end
  if inside then coroutine.wrap(again)() end
  again()
end
for _, make in ipairs{lanes.gen, lanes.coro} do
  for _, mode in ipairs{"call", "ret", "line", "count", "all"} do
    for _, inside in ipairs{false, true} do
      local h = make("*", stubborn)(inside)
      S.reach(h, "running")
      T.same({h:cancel(mode, 1)}, {true, "cancelled"}, mode)
    end
  end
end
