-- Wrong arguments of lanes.linda.
local T = require "testing"
local lanes = require "lanes".configure()
local text = "wrong parameter (should be a string or a number)"
for _, v in ipairs { true, print, coroutine.create(function() end), io.stdout } do T.raises(text, lanes.linda, v) end
T.raises(text, lanes.linda, nil)
T.raises("string expected", lanes.linda, {}, 1)
T.raises("string expected", lanes.linda, nil, 1)
T.raises("number expected", lanes.linda, "n", {})
T.raises("number expected", lanes.linda, "n", nil)
T.raises("number expected", lanes.linda, "n", "5")
T.raises("too many arguments", lanes.linda, "n", 1, 2)
T.raises("too many arguments", lanes.linda, "n", 1, nil)
