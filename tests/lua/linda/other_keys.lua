-- Traffic on other keys wakes nobody early and does not move a deadline.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local h = lanes.gen("*", function()
  local now = require "lanes".now_secs
  local start = now()
  local n = select("#", l:receive(0.5, "mine"))
  return n, now() - start
end)()
local start = lanes.now_secs()
while h.status ~= "done" and lanes.now_secs() - start < 25 do
  l:send("theirs", 1)
  l:receive(0, "theirs")
end
T.equal(h:join(), 0)
T.ok(h[2] >= 0.45, "not early: " .. h[2])
T.ok(h[2] < 20, "the deadline was not moved: " .. h[2])
