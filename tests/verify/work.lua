-- A little of everything, as a script does that a host runs.
local lanes = require "lanes".configure()
local linda = lanes.linda()
local handles = {}
for i = 1, 4 do
  handles[i] = lanes.gen("*", function(n)
    for k = 1, 50 do linda:send("out", { n, k }) end
    return n
  end)(i)
end
local seen = {}
for _ = 1, 200 do
  local _, pair = linda:receive(60, "out")
  assert(pair[2] == (seen[pair[1]] or 0) + 1, "order")
  seen[pair[1]] = pair[2]
end
for i = 1, 4 do assert(handles[i]:join() == i) end
lanes.timer(linda, "tick", 0.001)
assert(linda:receive(60, "tick"))
