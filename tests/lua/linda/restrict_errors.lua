-- What restrict refuses leaves the slot as it was.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
l:restrict("k", "set/get")
for _, bad in ipairs { "", "no", 0, 1, "NONE" } do T.raises("unknown restrict mode", l.restrict, l, "k", bad) end
for _, bad in ipairs { {}, true, false, print, l } do T.raises("string expected", l.restrict, l, "k", bad) end
T.raises("wrong number of arguments", l.restrict, l)
T.raises("wrong number of arguments", l.restrict, l, "k", "none", 1)
T.equal(pcall(l.restrict, l, {}, "none"), false)
T.raises("expecting a linda", l.restrict, {}, "k")
T.equal(l:restrict("k"), "set/get")
