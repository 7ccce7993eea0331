-- timeout: 120
-- live: unchecked
-- Operations called near the end of the stack: an error or success, never a crash. (A collection that runs there calls finalizers,
-- and Lua itself drops an object whose finalizer finds no room on the stack.)
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()

-- Recurses until the stack is full, calling op at every level from the given one on; returns the levels reached.
local function descend(op, from)
  local level = 0
  local function down()
    level = level + 1
    if level >= from then op() end
    return 1 + down()
  end
  T.equal(pcall(down), false)
  return level
end

local deepest = descend(function() end, math.huge)
for _, op in ipairs {
  function() l:send("k", { { 1 } }, "x") end,
  function() l:receive(0, "k") end,
  function() return lanes.linda("name") end,
  function() return tostring(l) .. l end,
  function() return lanes.nameof(print) end,
  function() return l:dump() end,
  function() return lanes.gen("", print) end,
  function() return lanes.gen("", function() end)() end,
} do
  descend(op, deepest - 20)
end
l:set("k", "fine")
T.equal(l:get("k"), "fine")
