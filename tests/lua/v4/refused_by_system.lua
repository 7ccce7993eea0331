-- What the operating system refuses is an error that can be read: no signature of a function is in it.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

for _, bad in ipairs{0, -1} do T.raises("invalid affinity (" .. bad .. ")", lanes.set_thread_affinity, bad) end
-- The 63rd processor alone, and a priority that needs privileges: either may work.
local function try(name, ...)
  return pcall(require "lanes"[name], ...)
end
for _, attempt in ipairs{{"set_thread_affinity", 2 ^ 62}, {"set_thread_priority", 1, "native"}} do
  local _, done, why = lanes.gen("*", try)(T.unpack(attempt)):join()
  T.ok(done or not why:find("(", 1, true) or why:find("os error", 1, true), why)
  T.ok(done or not why:find("lua_State", 1, true), why)
end
