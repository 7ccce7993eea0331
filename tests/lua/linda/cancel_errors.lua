-- Wrong hints: an error, and no mark.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
T.raises("unknown wake hint 'all'", l.cancel, l, "all")
T.raises("unknown wake hint '5'", l.cancel, l, 5)
T.raises("wrong number of arguments", l.cancel, l, "both", 1)
for _, v in ipairs { {}, true, print } do T.equal(pcall(l.cancel, l, v), false) end
S.nothing(l.get, l, "k")
T.equal(l:send(0, "k", 1), true)
