-- The library is used from inside debug hooks, and from inside hooks while it is being used: it works, or says why not.
local T = require "testing"
local lanes = require "lanes".configure { shutdown_timeout = 1 }
local l = lanes.linda()
if T.isjit then jit.off() end
local calls, inside = 0, false
local function hook()
  if inside then return end
  inside = true
  calls = calls + 1
  pcall(l.send, l, "hook", calls, { calls })
  pcall(l.receive, l, 0, l.batched, "hook", 1, 5)
  if calls % 50 == 0 then
    pcall(function() assert(lanes.gen("", function() return 1 end)()[1] == 1) end)
    collectgarbage()
  end
  inside = false
end
for _, mask in ipairs { "c", "r", "l" } do
  debug.sethook(hook, mask)
  for n = 1, 100 do
    l:send("k", n, { n })
    local _, a = l:receive(0, "k")
    local _, b = l:receive(0, "k")
    T.equal(a, n)
    T.equal(b[1], n)
  end
  debug.sethook()
end
-- A hook that fails: the error comes out of the call that it struck, and nothing is half-done.
for n = 1, 60 do
  local left = n
  pcall(function()
    debug.sethook(function()
      left = left - 1
      if left == 0 then error("from the hook") end
    end, "cr")
    l:send("e", { n })
    l:receive(0, "e")
    tostring(l)
    -- The rest is not ours to be struck.
    left = 0
  end)
  left = 0
  debug.sethook()
  l:set("e")
end
T.ok(calls > 100)
T.equal(l:send("e", 1), true)
T.equal(select(2, l:receive(0, "e")), 1)
