-- Bad timers are refused in the caller and leave the service alive.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, bad in ipairs { 5, "x", {}, true, io.stdout, lanes.gen("", function() end)() } do
  T.raises("expecting a Linda", lanes.timer, bad, "k", 1)
end
T.raises("expecting a Linda", lanes.timer)
T.raises("expecting a Linda", lanes.timer, nil, "k", 1)
T.equal(pcall(lanes.timer, l, "k", true), false)
T.equal(pcall(lanes.timer, l, "k", "soon"), false)
T.equal(pcall(lanes.timer, l, "k", print), false)
T.equal(pcall(lanes.timer, l, "k", 1, {}), false)
T.equal(pcall(lanes.timer, l, {}, 1), false)
T.equal(pcall(lanes.timer, l, nil, 1), false)
T.equal(pcall(lanes.timer, l, 0 / 0, 1), false)
pcall(lanes.timer, l, "k", {})
lanes.timer(l, "k", nil)
lanes.timer(l, "fine", 0.01)
T.ok(l:receive(20, "fine"))
