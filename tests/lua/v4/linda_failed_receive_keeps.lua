-- api: 4
-- A value that cannot be rebuilt in the receiving state is an error there and stays first in the queue.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:send("k", "first", { string.format }, "last")
local h = lanes.gen("base", function(l)
  l:receive(0, "k")
  local a, b = pcall(l.receive, l, 0, "k")
  local c, d = pcall(l.receive_batched, l, 0, "k", 2)
  return a, b, c, d
end)(l)
local a, b, c, d = h[1], h[2], h[3], h[4]
T.equal(a, false)
T.equal(c, false)
for _, text in ipairs { b, d } do T.ok(text:find("'string/format' not found", 1, true), text) end
T.equal(l:count "k", 2)
local _, t, last = l:receive_batched(0, "k", 2)
T.equal(t[1], string.format)
T.equal(last, "last")
