-- Values of one sender stay in order, also through a narrow limit.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:limit("k", 3)
local h = lanes.gen("", function() for i = 1, 2000 do l:send("k", i) end end)()
for i = 1, 2000 do
  local _, v = l:receive("k")
  T.equal(v, i)
end
h:join()
