-- A failed addition leaves the atomic usable.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local a = lanes.genatomic(l, "a", 1)
for _, bad in ipairs { "x", {}, true, print } do T.equal(pcall(a, bad), false) end
T.equal(a(1), 2)
T.equal(l:count("a"), 1)
l:set("a", "not a number")
T.equal(pcall(a, 1), false)
l:set("a", 5)
T.equal(a(1), 6)
