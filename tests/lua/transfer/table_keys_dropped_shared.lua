-- What a dropped key had in common with the rest is still whole.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local thread = coroutine.create(function() end)
for _ = 1, 20 do
  local shared, mt = { "shared" }, { __index = {} }
  mt.__index.shared = shared
  local object = setmetatable({}, mt)
  local t = { [{ shared, object, thread }] = 1, [{ object, shared }] = 2, after = { shared, object } }
  l:send("k", { shared }, t, shared, object)
  local _, first = l:receive("k")
  local _, c = l:receive("k")
  local _, s = l:receive("k")
  local _, o = l:receive("k")
  local a, b = c.after[1], c.after[2]
  T.equal(a[1], "shared")
  T.equal(getmetatable(b), mt)
  T.equal(first[1][1], "shared")
  T.equal(s[1], "shared")
  T.equal(getmetatable(o), mt)
  local n = 0
  for k in pairs(c) do
    if type(k) == "table" then
      n = n + 1
      T.ok(rawequal(k[1], b))
      T.ok(rawequal(k[2], a))
    end
  end
  T.equal(n, 1)
end
