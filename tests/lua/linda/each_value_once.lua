-- timeout: 60
-- Several senders and receivers on one key: every value arrives exactly once.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("work", 20)
local senders, receivers = {}, {}
local N, M = 4, 1000
for s = 1, N do
  senders[s] = lanes.gen("", function(s)
    for i = 1, M do l:send("work", s * M + i) end
  end)(s)
  receivers[s] = lanes.gen("", function()
    local got, n = {}, 0
    while true do
      local _, v = l:receive("work")
      if v == false then return got end
      n = n + 1
      got[n] = v
    end
  end)()
end
for s = 1, N do senders[s]:join() end
l:send("work", false, false, false, false)
local seen, total = {}, 0
for s = 1, N do
  for _, v in ipairs(receivers[s][1]) do
    T.equal(seen[v], nil)
    seen[v] = true
    total = total + 1
  end
end
T.equal(total, N * M)
