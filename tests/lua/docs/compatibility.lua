-- The tests that the pages about compatibility name are there.
-- only: lua5.4
-- host: runner
local T = require "testing"

local function exists(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end
local named = 0
for _, page in ipairs{"docs/COMPATIBILITY.md", "docs/COMPATIBILITY-4.md"} do
  local file = assert(io.open(page))
  for path in file:read("a"):gmatch("`([%w%-]+/[%w_]+%.lua)`") do
    named = named + 1
    T.ok(exists("tests/lua/" .. path), page .. " names " .. path)
  end
  file:close()
end
T.ok(named > 100, "tests are named")
