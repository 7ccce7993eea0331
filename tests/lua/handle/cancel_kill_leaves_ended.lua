-- A forced cancel of a lane that ends in time reports how it ended.
local S = require "support"
local lanes = require "lanes".configure()
local h = lanes.gen("", function(l) l:receive("never") end)(lanes.linda())
S.reach(h, "waiting")
S.returns({ true, "cancelled" }, h.cancel, h, 20, true)
