-- The kill timeout must be a number.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
T.raises("number expected", h.cancel, h, false, "x")
T.raises("number expected", h.cancel, h, nil, {})
h:cancel(20)
