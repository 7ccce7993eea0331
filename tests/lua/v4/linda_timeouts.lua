-- api: 4
-- Only a real number or nil in first place is a timeout; it must not be negative.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local calls = {
  function(t) return l:send(t, "k", 1) end,
  function(t) return l:receive(t, "k") end,
  function(t) return l:receive_batched(t, "k", 1) end,
}
for _, call in ipairs(calls) do
  for _, t in ipairs { -1, -1e-9, -math.huge, 0 / 0 } do T.raises("duration cannot be < 0", call, t) end
end
T.equal(l:dump(), nil)
l:send(1e20, "k", 1)
S.returns({ "k", 1 }, l.receive, l, 1e20, "k")
l:send("1", "string slot")
S.returns({ "1", "string slot" }, l.receive, l, "1")
l:send(nil, 1, "number slot")
S.returns({ 1, "number slot" }, l.receive, l, nil, 1)
S.returns({ n = 2, nil, "timeout" }, l.receive, l, 0, "none")
S.returns({ n = 2, nil, "timeout" }, l.receive, l, 0.01, "none")
