-- api: 4
-- Names of any length and content show as they are; without one there is an address, that of deep().
local T = require "testing"
local lanes = require "lanes".configure()
for _, n in ipairs { 1, 23, 24, 25, 120, 121, 5000 } do
  local name = ("x"):rep(n)
  T.equal(tostring(lanes.linda { name = name }), "Linda: " .. name)
end
T.equal(tostring(lanes.linda { name = "a\0b" }), "Linda: a\0b")
for _, l in ipairs { lanes.linda(), lanes.linda { name = "" }, lanes.linda {} } do
  local address = tostring(l:deep()):match ": (%x+)$" or tostring(l:deep()):match "0x%x+"
  T.equal(tostring(l), "Linda: " .. address)
end
local load = loadstring or load
T.equal(tostring(load("local l = (...).linda { name = 'auto' } return l", "=here")(lanes)), "Linda: here:1")
T.equal(tostring(load([[local l = (...).linda { name = 'auto' } return l]], "x")(lanes)), 'Linda: [string "x"]:1')
T.equal(tostring(select(2, pcall(lanes.linda, { name = "auto" }))), "Linda: <unresolved>")
local l = lanes.linda { name = "n" }
T.equal(l .. "x", "Linda: nx")
T.equal(1 .. l, "1Linda: n")
T.equal(l .. l, "Linda: nLinda: n")
