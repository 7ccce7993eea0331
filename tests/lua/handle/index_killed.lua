-- Numeric indices of a killed lane are nil at once, [0] is true.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function() os.execute("sleep 2") end)()
h:cancel(true)
T.equal(h.status, "killed")
T.equal(h[0], true)
T.equal(h[1], nil)
T.equal(h[-1], nil)
