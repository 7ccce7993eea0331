-- Wrong arguments of limit.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
T.raises("wrong number of arguments", l.limit, l)
T.raises("wrong number of arguments", l.limit, l, "k")
T.raises("wrong number of arguments", l.limit, l, "k", 1, 2)
T.raises("bad argument #2 to 'limit' (wrong number of arguments)", function() l:limit("k") end)
T.raises("number expected", l.limit, l, "k", {})
T.raises("number expected", l.limit, l, "k", nil)
T.raises("number expected", l.limit, l, "k", "x")
T.raises("number expected", l.limit, l, "k", true)
T.equal(l:count("k"), nil)
