-- join of a cancelled lane returns no value at all.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local h = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
h:cancel(20)
S.nothing(h.join, h)
S.nothing(h.join, h, 5)
T.equal(h.status, "cancelled")
