-- Tables, functions and userdata are keys like any other, with their identity.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local key, up = { name = "key" }, 5
local f = function() return up end
local t = { [key] = "table", [f] = "function", [print] = "print", [l] = "linda", [io.stdout] = "file",
  key = key, f = f, nested = { [key] = { [{ inner = true }] = key } } }
t[t] = "itself"
l:send("k", t)
local _, c = l:receive("k")
T.ok(c.key ~= key)
T.equal(c[c.key], "table")
T.equal(c.key.name, "key")
T.equal(c[c.f], "function")
T.equal(c.f(), 5)
T.equal(c[print], "print")
T.equal(c[l], "linda")
T.equal(c[io.stdout], "file")
T.equal(c[c], "itself")
local inner, value = next(c.nested[c.key])
T.equal(inner.inner, true)
T.equal(value, c.key)
-- Arguments and results of lanes, too.
local r = lanes.gen("*", function(t)
  local key = next(t)
  return { [key] = t[key], key = key }
end)({ [{ 7 }] = "v" })[1]
T.equal(r[r.key], "v")
T.equal(r.key[1], 7)
-- With metatables, one shared by several keys.
local mt = { __index = { kind = "keyed" } }
local a, b = setmetatable({}, mt), setmetatable({}, mt)
l:send("k", { [a] = 1, [b] = 2 })
local _, c = l:receive("k")
local n = 0
for k in pairs(c) do
  n = n + 1
  T.equal(k.kind, "keyed")
  T.equal(getmetatable(k), mt)
end
T.equal(n, 2)
