-- api: 4
-- One userdata becomes one clone in each transmission, keys included; each transmission makes another one.
local T = require "testing"
local lanes = require "lanes".configure()
local sizes = {}
local mt = { __lanesclone = function(to, from, size)
  if size == nil then error "only with a size" end
  sizes[#sizes + 1] = size
  return "ignored"
end }
local u = newproxy and newproxy() or io.tmpfile()
debug.setmetatable(u, mt)
local l = lanes.linda()
l:send("k", { u, u, [u] = "key" }, u)
local _, t = l:receive_batched("k", 1)
local _, again = l:receive_batched("k", 1)
T.ok(rawequal(t[1], t[2]))
T.equal(t[t[1]], "key")
T.ok(t[1] ~= u)
T.equal(debug.getmetatable(t[1]), mt)
T.equal(type(again), "userdata")
l:send("k", u)
T.ok(select(2, l:receive "k") ~= t[1])
for _, size in ipairs(sizes) do T.equal(size, sizes[1]) end
-- It is never converted.
mt.__lanesconvert = lanes.null
l:send("k", u)
T.equal(type(select(2, l:receive "k")), "userdata")
local h = lanes.gen("debug", function(a, b) return a == b, type(a) end)(u, u)
T.equal(h[1], true)
T.equal(h[2], "userdata")
