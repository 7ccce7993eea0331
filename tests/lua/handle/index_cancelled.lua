-- Numeric indices of a cancelled lane are nil, [0] is true.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
h:cancel(20)
T.equal(h.status, "cancelled")
T.equal(h[0], true)
T.equal(h[1], nil)
T.equal(h[2], nil)
T.equal(h[-1], nil)
