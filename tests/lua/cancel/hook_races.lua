-- timeout: 60
-- A hook is asked for at any moment while a lane calls, returns, makes coroutines and collects: it strikes, and nothing
-- else happens.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()

local function body()
  local function deep(n)
    if n > 0 then return 1 + deep(n - 1) end
    return 0
  end
  local n = 0
  l:send("in", true)
  while true do
    n = n + 1
    deep(n % 150)
    coroutine.wrap(function() deep(n % 20) coroutine.yield() end)()
    if n % 50 == 0 then collectgarbage() end
    -- On LuaJIT a compiled loop looks at no hook, but every operation on a linda does.
    l:count("in")
  end
end

local modes = { "count", "line", "call", "ret" }
local gen = lanes.gen("*", body)
for i = 1, 60 do
  local h = gen()
  T.equal(l:receive(20, "in"), "in")
  h:cancel(modes[i % #modes + 1], i, 0)
  -- A second request may meet the first one's hook.
  if i % 3 == 0 then h:cancel(modes[(i + 1) % #modes + 1], 1, 0) end
  if i % 5 == 0 then h:cancel(0, true) end
  local status = S.final(h)
  T.ok(status == "cancelled" or i % 5 == 0 and status == "killed", status .. " in round " .. i)
end
