-- api: 4
-- What is no slot, and how that is said; NaN is an error like any other.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local none = "invalid slot type (not a boolean, string, number or light userdata)"
local cases = {
  [lanes.cancel_error] = "can't use lanes.cancel_error as a slot",
  [lanes.null] = "can't use lanes.null as a slot",
  [io.stdout] = "can't use non-deep userdata as a slot",
  [{}] = none, [print] = none, [coroutine.create(function() end)] = none,
}
local h = lanes.gen(function() end)()
cases[h] = "can't use non-deep userdata as a slot"
for k, text in pairs(cases) do
  T.raises("argument #2: " .. text, l.send, l, k, 1)
  T.raises("argument #3: " .. text, l.send, l, 0, k, 1)
  T.raises("argument #3: " .. text, l.receive, l, "a", k)
  T.raises("argument #2: " .. text, l.set, l, k, 1)
  T.raises("argument #2: " .. text, l.get, l, k)
  T.raises("argument #2: " .. text, l.limit, l, k, 1)
  T.raises("argument #2: " .. text, l.restrict, l, k)
  T.raises("argument #3: " .. text, l.count, l, "a", k)
  T.raises("argument #3: " .. text, l.receive_batched, l, 0, k, 1)
end
local nan = 0 / 0
for _, f in ipairs { l.set, l.get, l.limit, l.restrict, l.count } do T.raises(none, f, l, nan, 1) end
T.raises(none, l.send, l, 0, nan, 1)
T.raises(none, l.send, l, 0, nil, 1)
T.raises(none, l.set, l)
T.raises(none, l.send, l)
T.same(l:count(), {})
