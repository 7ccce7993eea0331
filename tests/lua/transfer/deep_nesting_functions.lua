-- A long chain of closures, each the upvalue of the next, and of metatables.
local T = require "testing"
local lanes = require "lanes".configure()
local f = function() return 0 end
for _ = 1, 2000 do
  local g = f
  f = function(depth) if depth == 0 then return 0 end return g end
end
local l = lanes.linda()
l:send("k", f)
local _, c = l:receive("k")
local n = 0
while true do
  local r = c(1)
  if r == 0 then break end
  c, n = r, n + 1
end
T.equal(n, 2000)
local mt = {}
for _ = 1, 2000 do mt = setmetatable({}, mt) end
l:send("k", setmetatable({}, mt))
local _, o = l:receive("k")
n = 0
while getmetatable(o) do o, n = getmetatable(o), n + 1 end
T.equal(n, 2001)
