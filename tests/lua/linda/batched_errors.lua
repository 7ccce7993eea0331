-- Wrong min and max.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local B = l.batched
l:send("k", 1, 2)
for _, max in ipairs { 1, 0, -1 } do
  local e = T.raises("batched min/max error", l.receive, l, 0, B, "k", 2, max)
  T.ok(not e:find("bad argument", 1, true), e)
end
T.raises("batched min/max error", l.receive_batched, l, 0, "k", 3, 0)
T.raises("number expected", l.receive, l, 0, B, "k")
T.raises("number expected", l.receive, l, 0, B, "k", "x")
T.raises("number expected", l.receive, l, 0, B, "k", 1, {})
T.equal(pcall(l.receive, l, 0, B), false)
if T.version ~= "5.1" and T.version ~= "5.2" then
  T.raises("number has no integer representation", l.receive, l, 0, B, "k", 1.5)
end
T.equal(l:count("k"), 2)
-- min <= 0: an argument error, or the key with what is there; never a block
for _, min in ipairs { 0, -1 } do
  local ok, k = pcall(l.receive, l, B, "k", min, 1)
  if ok then T.equal(k, "k") end
end
T.ok(S)
