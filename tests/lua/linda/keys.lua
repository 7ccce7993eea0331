-- Keys: booleans, numbers, strings, light userdata; identity as in tables.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local keys = { true, false, "s", "", "a\0b", 0, -1, 1.5, 2 ^ 40, 1 / 0, -1 / 0, l.null, lanes.cancel_error, l:deep() }
for i, k in ipairs(keys) do l:set(k, i) end
for i, k in ipairs(keys) do
  T.equal(l:get(k), i, tostring(k))
  T.equal(l:count(k), 1)
end
T.equal(l:count("a"), nil)
l:set(2, "number")
l:set("2", "string")
T.equal(l:get(2), "number")
T.equal(l:get("2"), "string")
for i, k in ipairs(keys) do
  if k ~= l.batched then -- as a key of receive this one marks the batched form
    local got, v = l:receive(nil, k)
    T.equal(got, k)
    T.equal(v, i)
  end
end
