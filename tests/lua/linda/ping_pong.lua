-- Two lanes hand a value to and fro; no wake-up is lost.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("", function()
  for _ = 1, 3000 do
    local _, v = l:receive("ping")
    l:send("pong", v + 1)
  end
end)()
local v = 0
for _ = 1, 3000 do
  l:send("ping", v)
  v = select(2, l:receive("pong"))
end
h:join()
T.equal(v, 3000)
