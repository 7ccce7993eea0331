-- set_finalizer takes exactly one function.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function()
  local function text(...) return (select(2, pcall(set_finalizer, ...))) end
  local function f() end
  return text(), text(nil), text(5), text("x"), text({}), text(f, 1), text(f, nil), select("#", set_finalizer(f))
end)()
for i = 1, 5 do T.ok(h[i]:find("finalizer should be a function", 1, true), h[i]) end
for i = 6, 7 do
  T.ok(h[i]:find("too many arguments", 1, true), h[i])
  T.ok(h[i]:find("#1", 1, true), h[i])
end
T.equal(h[8], 0)
